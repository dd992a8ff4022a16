import { createHash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { SubgraphSource } from '../subgraphs/subgraph-source.ts'
import type { OperationStore } from './operation-store.ts'

/** Everything derived from one supergraph. It never changes: a reload makes another one. */
export interface Graph {
  /** Names the supergraph by its content. */
  readonly id: string
  /** What clients see. */
  readonly apiSchema: GraphQLSchema
  readonly sources: ReadonlyMap<string, SubgraphSource>
  /** Where each subgraph takes GraphQL, by name. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly operations: OperationStore
  close(): Promise<void>
}

export const graphId = (supergraphSdl: string): string =>
  createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16)
