import type { Environment } from '@lms/kit/config'
import { startTestGraph, type TestGraph } from './test-graph.ts'

/** A router in production over one subgraph that has something of everything. */
export const startLibrary = (environment: Environment = {}): Promise<TestGraph> =>
  startTestGraph({
    subgraphs: {
      library: {
        typeDefs: `
          type Query { book(id: ID!): Book books(first: Int): [Book] note(value: Data): Data secret: String }
          type Mutation { signIn(name: String!): String note(value: Data): Data }
          type Book @key(fields: "id") { id: ID! title: String sequel: Book shelf(kind: Shelf): String }
          enum Shelf { UPPER LOWER }
          scalar Data`,
        resolvers: {
          Query: {
            book: (_: unknown, { id }: { id: string }) => ({ id, title: 'Emile', sequel: { id: '2' } }),
            books: () => [{ id: '1' }],
            note: (_: unknown, { value }: { value: unknown }) => value,
            secret: () => {
              throw new Error('connect ECONNREFUSED 10.0.0.7:5432, password=hunter2')
            },
          },
          Mutation: { signIn: (_: unknown, { name }: { name: string }) => name },
        },
      },
    },
    environment: { NODE_ENV: 'production', ...environment },
  })
