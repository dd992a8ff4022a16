import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { z } from 'zod'
import { operationIdOf, readOperationId } from './operation-id.ts'

/** Longest text of one operation, in UTF-16 units; it must fit into a request with the rest of the manifest. */
export const LONGEST_OPERATION = 50_000
/** Most operations of one manifest. */
export const MOST_OPERATIONS = 1_000
/** As the router's `MAX_TOKENS` has it unless told otherwise: what is longer could never run. */
const MOST_TOKENS = 5_000

const Entry = z.object({
  id: z.string().max(100),
  name: z.string().max(200),
  type: z.enum(['query', 'mutation', 'subscription']),
  body: z.string().max(LONGEST_OPERATION, `must have at most ${LONGEST_OPERATION} characters`),
})

/** The format that Apollo's and other tools write. What else an entry has, such as `clientName`, means nothing here. */
const Manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest', 'must be apollo-persisted-query-manifest'),
  version: z.literal(1, 'must be 1'),
  operations: z
    .array(Entry)
    .min(1, 'must not be empty')
    .max(MOST_OPERATIONS, `must have at most ${MOST_OPERATIONS} operations`),
})

/** One operation of a manifest whose id, name and type say the truth about its text. */
export interface ManifestOperation {
  /** SHA-256 of the body, in lower-case hexadecimal. */
  readonly id: string
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly body: string
  readonly document: DocumentNode
}

/** What is wrong with a manifest, and where. */
export interface ManifestProblem {
  /** Path within the manifest, for example ["operations", "3", "body"]. */
  readonly path: readonly string[]
  /** SCREAMING_SNAKE_CASE. */
  readonly code: string
  readonly message: string
}

/** Reads a manifest. The operations are those without a problem, each id once. */
export function readManifest(manifest: unknown): { operations: ManifestOperation[]; problems: ManifestProblem[] } {
  const parsed = Manifest.safeParse(manifest)
  if (!parsed.success) return { operations: [], problems: parsed.error.issues.map(shapeProblem) }
  const operations = new Map<string, ManifestOperation>()
  const problems: ManifestProblem[] = []
  for (const [index, entry] of parsed.data.operations.entries()) {
    const read = readEntry(entry)
    if ('document' in read) operations.set(read.id, read)
    else problems.push({ ...read, path: ['operations', String(index), ...read.path] })
  }
  return { operations: [...operations.values()], problems }
}

const shapeProblem = ({ path, code, message }: z.core.$ZodIssue): ManifestProblem => ({
  path: path.map(String),
  code: code.toUpperCase(),
  message,
})

function readEntry({ id: givenId, name, type, body }: z.infer<typeof Entry>): ManifestOperation | ManifestProblem {
  const id = readOperationId(givenId)
  if (id === null) return problem('id', 'INVALID_ID', 'must be a SHA-256 in lower-case hexadecimal')
  if (operationIdOf(body) !== id) return problem('id', 'HASH_MISMATCH', 'must be the SHA-256 of the body')
  const document = parseBody(body)
  if (document instanceof GraphQLError)
    return problem('body', 'GRAPHQL_PARSE_FAILED', `is not GraphQL: ${document.message}`)
  const operation = onlyOperation(document)
  if (!operation) return problem('body', 'NOT_ONE_OPERATION', 'must hold one operation and the fragments that it uses')
  if (operation.name?.value !== name)
    return problem(
      'name',
      'NAME_MISMATCH',
      `must be the operation's name, ${operation.name?.value ?? 'and it has none'}`,
    )
  if (operation.operation !== type) return problem('type', 'TYPE_MISMATCH', `must be ${operation.operation}`)
  return { id, name, type, body, document }
}

const problem = (part: keyof z.infer<typeof Entry>, code: string, message: string): ManifestProblem => ({
  path: [part],
  code,
  message: `${part} ${message}`,
})

function parseBody(body: string): DocumentNode | GraphQLError {
  try {
    return parse(body, { maxTokens: MOST_TOKENS })
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** The document's operation, unless it has several, none, or definitions of types. */
function onlyOperation({ definitions }: DocumentNode): OperationDefinitionNode | null {
  const [operation, ...others] = definitions.filter(({ kind }) => kind !== Kind.FRAGMENT_DEFINITION)
  return operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0 ? operation : null
}
