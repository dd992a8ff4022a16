import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.12"
  import: ["@key", "@shareable", "@external", "@requires", "@listSize"]
)`

export interface BenchSubgraph {
  name: string
  typeDefs: DocumentNode
  schema: GraphQLSchema
}

export function buildSubgraph(name: string, sdl: string, resolvers: object): BenchSubgraph {
  const typeDefs = parse(`${LINK}\n${sdl}`)
  return { name, typeDefs, schema: buildSubgraphSchema([{ typeDefs, resolvers: { ...resolvers } }]) }
}
