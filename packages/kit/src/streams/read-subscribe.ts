import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { DomainError } from '../errors.ts'
import { type InternalTokenVerifier, matchesBody, type VerifiedInternalToken } from '../internal-token.ts'

/** A `subscribe` whose sender and operation are in order. */
export interface AcceptedSubscribe {
  readonly token: VerifiedInternalToken
  readonly document: DocumentNode
  /** The root field, for metrics. */
  readonly field: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly after: string | null
  readonly takesAdmission: boolean
}

const Payload = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.object({
    internalToken: z.string(),
    after: z.string().nullish(),
    admission: z.boolean().nullish(),
  }),
})

type Parsed = { document: DocumentNode; field: string } | { errors: readonly GraphQLError[] }

/** Many subscribe by the same few documents. */
const MOST_DOCUMENTS = 500

/** Makes what checks a `subscribe`: who sends it, before anything of the operation is looked at, then the operation. */
export function createSubscribeReader(schema: GraphQLSchema, verifier: InternalTokenVerifier) {
  const documents = new LRUCache<string, Parsed>({ max: MOST_DOCUMENTS })
  const parseOnce = (query: string): Parsed => {
    const known = documents.get(query) ?? parseSubscription(schema, query)
    documents.set(query, known)
    return known
  }
  /** @throws DomainError UNAUTHENTICATED, or the first GraphQLError of the document */
  return async (payload: unknown): Promise<AcceptedSubscribe> => {
    const read = Payload.safeParse(payload)
    if (!read.success) throw untrusted()
    const { query, variables, extensions } = read.data
    const token = await verifier.verify(extensions.internalToken).catch(() => Promise.reject(untrusted()))
    if (!matchesBody(token, JSON.stringify({ query, variables: variables ?? {} }))) throw untrusted()
    const parsed = parseOnce(query)
    if ('errors' in parsed) throw parsed.errors[0] ?? notASubscription()
    return {
      token,
      ...parsed,
      variables: variables ?? {},
      after: extensions.after ?? null,
      takesAdmission: extensions.admission ?? false,
    }
  }
}

function parseSubscription(schema: GraphQLSchema, query: string): Parsed {
  try {
    const document = parse(query)
    const errors = validate(schema, document)
    if (errors.length > 0) return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) }
    const operation = getOperationAST(document)
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return { errors: [notASubscription()] }
    const [selection] = operation.selectionSet.selections
    return { document, field: selection?.kind === 'Field' ? selection.name.value : 'fragment' }
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] }
  }
}

const withCode = ({ message }: GraphQLError, code: string) => new GraphQLError(message, { extensions: { code } })

const untrusted = () => new DomainError('UNAUTHENTICATED', 'A valid internal token is required.')
const notASubscription = () => new DomainError('BAD_REQUEST', 'Only single subscriptions are taken over a socket.')
