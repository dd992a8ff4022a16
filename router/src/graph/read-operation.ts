import type { ErrorCode } from '@lms/kit/errors'
import { withSpan } from '@lms/kit/tracing'
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { RequestRefusal } from '../refusal.ts'
import { withCode } from '../with-code.ts'
import type { Operation } from './operation.ts'
import { usedFragments } from './used-fragments.ts'

export interface ReadOperationOptions {
  maxTokens: number | undefined
  /** Flaws that make it too dear to even validate the document. */
  checkLimits: (document: DocumentNode) => readonly GraphQLError[]
  validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[]
  schema: GraphQLSchema
}

/**
 * Parses and validates a document and picks the operation to run.
 * @throws RequestRefusal 400 with every flaw found
 */
export function readOperation(
  text: string,
  operationName: string | undefined,
  { maxTokens, checkLimits, validate, schema }: ReadOperationOptions,
): Omit<Operation, 'hash'> {
  const checked = withSpan('parse', {}, () => parseDocument(text, maxTokens))
  refuseFlaws('GRAPHQL_VALIDATION_FAILED', checkLimits(checked))
  refuseFlaws(
    'GRAPHQL_VALIDATION_FAILED',
    withSpan('validate', {}, () => validate(schema, checked)),
  )
  // Only flaws have to name their places. In what is kept, every place would hold on to all tokens of the text.
  const document = parse(text, { noLocation: true })
  const definition = pickOperation(document, operationName)
  const fragments = usedFragments(
    definition,
    document.definitions.filter((candidate) => candidate.kind === Kind.FRAGMENT_DEFINITION),
  )
  return {
    document: { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] },
    definition,
    fragments,
    name: definition.name?.value ?? null,
  }
}

function parseDocument(text: string, maxTokens: number | undefined): DocumentNode {
  try {
    return parse(text, maxTokens === undefined ? {} : { maxTokens })
  } catch (error) {
    // The parser recurses; its tokens are counted, but some thousand brackets fit in.
    if (error instanceof RangeError)
      throw new RequestRefusal(400, 'GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.')
    if (!(error instanceof GraphQLError)) throw error
    throw refusal('GRAPHQL_PARSE_FAILED', [error])
  }
}

function refuseFlaws(code: ErrorCode, flaws: readonly GraphQLError[]): void {
  if (flaws.length > 0) throw refusal(code, flaws)
}

function refusal(code: ErrorCode, flaws: readonly GraphQLError[]): RequestRefusal {
  const errors = flaws.map((flaw) => withCode(code, flaw))
  return new RequestRefusal(400, code, errors[0]?.message ?? 'The document is not valid.', { errors })
}

function pickOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const [first, second] = operations
  if (name === undefined) {
    if (first && !second) return first
    throw new RequestRefusal(
      400,
      'OPERATION_RESOLUTION_FAILURE',
      first ? 'The document holds several operations: send operationName.' : 'The document holds no operation.',
    )
  }
  const named = operations.find((operation) => operation.name?.value === name)
  if (!named) throw new RequestRefusal(400, 'OPERATION_RESOLUTION_FAILURE', `There is no operation named "${name}".`)
  return named
}
