import type { composeSupergraph } from '../graph/test-graph.ts'
import type { SubgraphDefinition } from '../graph/test-subgraph.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: [
  "@key", "@shareable", "@requires", "@external", "@inaccessible"])`

/** What the first release of Federation 2 had. */
export const bookshop: Record<string, SubgraphDefinition> = {
  books: {
    typeDefs: `${LINK}
      type Query { book(isbn: ID!): Book }
      type Book @key(fields: "isbn") { isbn: ID! title: String @shareable pages: Int shelf: Int @inaccessible }`,
    resolvers: {
      Query: { book: (_: unknown, { isbn }: { isbn: string }) => ({ isbn }) },
      Book: { title: () => 'Emile', pages: () => 500, shelf: () => 3 },
    },
  },
  postage: {
    typeDefs: `${LINK}
      type Mutation { send(isbn: ID!): Book }
      type Book @key(fields: "isbn") { isbn: ID! pages: Int @external postage: Int @requires(fields: "pages") }`,
    resolvers: {
      Mutation: { send: (_: unknown, { isbn }: { isbn: string }) => ({ isbn }) },
      Book: { postage: ({ pages }: { pages: number }) => pages / 100 },
    },
  },
}

/** The supergraph as composition 2.0 wrote it, with `join/v0.2`; today's writes `join/v0.5`. */
export function composeAsIn2022(subgraphs: Parameters<typeof composeSupergraph>[0]): string {
  const url = (name: string) => subgraphs.get(name)?.url
  return `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.2", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
{ query: Query mutation: Mutation }
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
directive @join__field(graph: join__Graph!, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph {
  BOOKS @join__graph(name: "books", url: "${url('books')}")
  POSTAGE @join__graph(name: "postage", url: "${url('postage')}")
}
type Query @join__type(graph: BOOKS) @join__type(graph: POSTAGE) { book(isbn: ID!): Book @join__field(graph: BOOKS) }
type Mutation @join__type(graph: BOOKS) @join__type(graph: POSTAGE) { send(isbn: ID!): Book @join__field(graph: POSTAGE) }
type Book @join__type(graph: BOOKS, key: "isbn") @join__type(graph: POSTAGE, key: "isbn") {
  isbn: ID!
  title: String @join__field(graph: BOOKS)
  pages: Int @join__field(graph: BOOKS) @join__field(graph: POSTAGE, external: true)
  shelf: Int @join__field(graph: BOOKS) @inaccessible
  postage: Int @join__field(graph: POSTAGE, requires: "pages")
}`
}

export const BOOKSHOP_QUERY = '{ book(isbn: "1") { isbn title pages postage } }'
export const BOOKSHOP_ANSWER = { book: { isbn: '1', title: 'Emile', pages: 500, postage: 5 } }
