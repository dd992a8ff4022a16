import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** The supergraph SDL of subgraphs that are written down with their names. */
export function compose(subgraphs: Record<string, string>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('\n')}`)
  return supergraphSdl
}
