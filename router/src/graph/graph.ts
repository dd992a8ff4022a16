import { createHash } from 'node:crypto'
import type { Schema } from '@apollo/federation-internals'
import type { ServiceMap } from '@apollo/gateway'
import type { GraphQLSchema } from 'graphql'
import type { OperationStore } from './operation-store.ts'

/** Everything derived from one supergraph. It never changes: a reload makes another one. */
export interface Graph {
  /** Names the supergraph by its content. */
  readonly id: string
  /** What clients see. */
  readonly apiSchema: GraphQLSchema
  /** What the subgraphs have together, with what is hidden from clients. */
  readonly supergraphSchema: GraphQLSchema
  /** The API schema as Apollo's executor wants it. */
  readonly federatedSchema: Schema
  readonly sources: ServiceMap
  /** Where each subgraph takes GraphQL, by name. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly operations: OperationStore
  close(): Promise<void>
}

export const graphId = (supergraphSdl: string): string =>
  createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16)
