import { type GraphQLFormattedError, graphql } from 'graphql'
import type { AnswerFault } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'
import type { Run } from './run.ts'

export interface SubgraphOperation {
  readonly query: string
  readonly variables?: Record<string, unknown>
}

export interface JsonAnswer {
  /** Whether no string of it needs escapes in JSON. */
  unescaped: boolean
  data?: Record<string, unknown> | null
  errors?: GraphQLFormattedError[]
}

/** Lets a subgraph answer as if over HTTP: nothing but JSON comes back. */
export async function askSubgraph(
  { subgraphs }: LoadedGraph,
  run: Run,
  subgraph: string,
  { query, variables = {} }: SubgraphOperation,
): Promise<JsonAnswer> {
  const schema = subgraphs.get(subgraph)
  if (!schema) throw new Error(`no subgraph is called ${subgraph}`)
  const representations = Object.values(variables).filter(isRepresentations).flat()
  run.requests.push({ subgraph, query, variables, representations })
  for (const { __typename: type } of representations)
    if (!schema.getType(String(type))) run.complaints.push(`${subgraph} knows no ${type}`)
  const fault = run.faults.answers[subgraph]
  const isHit = fault && (fault.to === 'entities') === query.includes('_entities')
  if (isHit && fault.how === 'lost') throw new Error(`${subgraph} cannot be reached`)
  const result = await graphql({ schema, source: query, variableValues: variables, contextValue: run })
  // What is not even executed has no data, not even null.
  if (!('data' in result)) run.complaints.push(`${subgraph} refuses ${query}: ${result.errors?.join(', ')}`)
  const text = JSON.stringify(result)
  return { ...tamper(text, subgraph, isHit ? fault.how : null), unescaped: !text.includes('\\') }
}

function tamper(text: string, subgraph: string, how: AnswerFault['how'] | null): Omit<JsonAnswer, 'unescaped'> {
  if (how === 'empty') return { data: null, errors: [{ message: `${subgraph} has no data` }] }
  const isEntities = (value: unknown[]) => value.some((item) => item !== null && typeof item === 'object')
  return JSON.parse(text, (key, value) => {
    if (how === 'short' && /^_e/.test(key) && Array.isArray(value) && isEntities(value)) return value.slice(1)
    return typeof how === 'object' && how !== null && value === how?.renamed ? 'Nonsense' : value
  })
}

const isRepresentations = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null && '__typename' in item)
