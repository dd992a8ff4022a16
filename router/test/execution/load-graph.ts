import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals'
import type { QueryPlan } from '@apollo/query-planner'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { readInternalFields } from '@lms/router/graph/internal-fields'
import { createDocumentPlanner, toPlannable } from '@lms/router/graph/plan-documents'
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  printSchema,
  type TypeNode,
  visit,
} from 'graphql'
import { compose } from '../cost/compose.ts'
import type { ExecutionGraph } from './execution-graph.ts'
import { misses } from './faults.ts'
import { findObject } from './find-object.ts'
import { type Ownership, readOwnership } from './ownership.ts'
import { resolveInSubgraph } from './resolve-field.ts'
import type { Handle, Run } from './run.ts'

/** A graph, composed and planned as the router does, with subgraphs that answer in this process. */
export interface LoadedGraph {
  readonly graph: ExecutionGraph
  readonly ownership: Ownership
  readonly apiSchema: GraphQLSchema
  readonly supergraphSchema: GraphQLSchema
  /** The supergraph as the planner takes it. */
  readonly plannableSdl: string
  /** The API schema as Apollo's executor wants it. */
  readonly federatedSchema: Schema
  /** Names of the fields that plans fetch for the router itself. */
  readonly internalFields: ReadonlySet<string>
  /** Those of them by which objects are told apart. */
  readonly keyFields: ReadonlySet<string>
  /** The API schema, but every field may be null. */
  readonly nullableSchema: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, GraphQLSchema>
  plan(document: string): QueryPlan
}

export function loadGraph(graph: ExecutionGraph): LoadedGraph {
  const supergraphSdl = compose({ ...graph.subgraphs })
  const plannableSdl = toPlannable(supergraphSdl)
  const supergraph = Supergraph.build(plannableSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  const federatedSchema = supergraph.apiSchema()
  const subgraphs = new Map<string, GraphQLSchema>()
  const loaded: LoadedGraph = {
    graph,
    ownership: readOwnership(supergraphSdl),
    apiSchema: federatedSchema.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    plannableSdl,
    federatedSchema,
    internalFields: readInternalFields(supergraphSdl),
    keyFields: readInternalFields(supergraphSdl.replaceAll(/requires: "[^"]*"/g, '')),
    nullableSchema: withNullableFields(federatedSchema.toGraphQLJSSchema()),
    subgraphs,
    plan: createDocumentPlanner(plannableSdl),
  }
  for (const [name, sdl] of Object.entries(graph.subgraphs))
    subgraphs.set(name, buildSubgraph(loaded, name, parse(sdl)))
  return loaded
}

function buildSubgraph(loaded: LoadedGraph, name: string, typeDefs: DocumentNode): GraphQLSchema {
  const resolve = resolveInSubgraph(name)
  // Like one that looks into a database, so that it fails for this object alone.
  const findEntity = async (representation: Record<string, unknown>, run: Run): Promise<Handle | null> => {
    const id = findObject(loaded, run, name, representation)
    if (id === null || misses(run.faults, name, id)) return null
    if (run.faults.broken.includes(`${name} ${id}`)) throw new Error(`${name} cannot look up ${id}`)
    return { __typename: id.split('/')[0] ?? '', id, representation }
  }
  const types = typeDefs.definitions.flatMap((definition) =>
    'name' in definition ? (definition.name?.value ?? []) : [],
  )
  const entities = types.filter((type) => loaded.ownership.keysOf(name, type).length > 0)
  const resolvers = Object.fromEntries(entities.map((type) => [type, { __resolveReference: findEntity }]))
  const schema = buildSubgraphSchema([{ typeDefs, resolvers }])
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue
    for (const field of Object.values(type.getFields())) if (!field.name.startsWith('_')) field.resolve ??= resolve
  }
  return schema
}

function withNullableFields(schema: GraphQLSchema): GraphQLSchema {
  const withoutMarks = (type: TypeNode): TypeNode =>
    type.kind === Kind.NON_NULL_TYPE ? withoutMarks(type.type) : wrapItems(type)
  const wrapItems = (type: TypeNode): TypeNode =>
    type.kind === Kind.LIST_TYPE ? { ...type, type: withoutMarks(type.type) } : type
  const document = visit(parse(printSchema(schema)), {
    FieldDefinition: (field) => ({ ...field, type: withoutMarks(field.type) }),
  })
  return buildASTSchema(document)
}
