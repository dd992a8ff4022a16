/**
 * Why an exchange with a subgraph gave no answer. `unreachable`: no connection, or a proxy said so in its place; `late`:
 * longer than a subgraph may take; `cancelled`: the whole operation ended first; `oversized` and `malformed`: the answer
 * is larger than is read, or not GraphQL.
 */
export type SubgraphFailureKind = 'unreachable' | 'late' | 'cancelled' | 'oversized' | 'malformed'

/** An exchange that gave no GraphQL answer. */
export class SubgraphFailure extends Error {
  readonly kind: SubgraphFailureKind

  constructor(kind: SubgraphFailureKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SubgraphFailure'
    this.kind = kind
  }
}
