export const NAME_ANOTHER = 'Name a file with a Federation 2 supergraph, as `rover supergraph compose` writes it.'
export const COMPOSE_WITHOUT = 'The router cannot do what it asks for: compose the subgraphs without it.'

/** Why a supergraph cannot be served and what to do, in words that go on from its name. */
export class SupergraphRefusal extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(`The supergraph ${reason}`)
    this.name = 'SupergraphRefusal'
    this.reason = reason
  }
}
