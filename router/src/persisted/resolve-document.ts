import type { ErrorCode } from '@lms/kit/errors'
import { operationIdOf } from '@lms/kit/operation-id'
import type { Caller } from '../caller.ts'
import type { GraphQLRequest } from '../http/graphql-request.ts'
import { RequestRefusal } from '../refusal.ts'
import type { AutomaticPersistedQueries } from './automatic-persisted-queries.ts'
import type { PartnerDirectory } from './partner-directory.ts'

/** The document of a request, wherever its text came from. */
export interface ResolvedDocument {
  readonly text: string
  /** Which operation of it: as asked for, or the one that a partner registered. */
  readonly operationName?: string | undefined
  /** Whether it is a partner's registered operation. */
  readonly persisted: boolean
  /** Its id, when it is one. */
  readonly operationId?: string
  /** Keeps it for those who send its hash alone; for when it proved valid. */
  readonly remember?: () => Promise<void>
}

/** Where documents may come from besides the request; null for what is switched off. */
export interface DocumentStores {
  readonly partners: Pick<PartnerDirectory, 'operations'> | null
  readonly automatic: AutomaticPersistedQueries | null
}

/**
 * Finds the document of a request. Partners name an operation of their manifests, everybody else sends the document or,
 * in its place, the hash of one that was sent before.
 * @throws RequestRefusal with the code of what is missing
 */
export async function resolveDocument(
  stores: DocumentStores,
  request: GraphQLRequest,
  { viewer }: Caller,
): Promise<ResolvedDocument> {
  if (viewer.kind === 'partner') return findRegistered(stores, request, viewer.id)
  const { query, documentId, automatic, operationName } = request
  if (documentId !== undefined && automatic) return findAutomatic(stores, request, documentId)
  if (documentId !== undefined) throw query === undefined ? notInList() : idAndBody()
  if (query === undefined) throw new RequestRefusal(400, 'BAD_REQUEST', 'Send `query`.')
  return { text: query, operationName, persisted: false }
}

async function findRegistered(
  { partners }: DocumentStores,
  { query, documentId, operationName }: GraphQLRequest,
  partnerId: string,
): Promise<ResolvedDocument> {
  if (documentId === undefined)
    throw refusal(400, 'PERSISTED_QUERY_ID_REQUIRED', 'Partners send the id of a registered operation: `documentId`.')
  if (query !== undefined) throw idAndBody()
  const operation = (await partners?.operations(partnerId))?.get(documentId)
  if (!operation) throw notInList()
  const { body, name } = operation
  // The only one in its document; named, it is the same to every cache below whether or not the client named it.
  return { text: body, operationName: operationName ?? name, persisted: true, operationId: documentId }
}

async function findAutomatic(
  { automatic: store }: DocumentStores,
  { query, operationName }: GraphQLRequest,
  id: string,
): Promise<ResolvedDocument> {
  // Message and code of both refusals are what Apollo Client waits for before it sends the document, over 200.
  if (!store) throw refusal(200, 'PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported')
  if (query !== undefined) {
    if (operationIdOf(query) !== id) throw refusal(400, 'BAD_REQUEST', 'The hash is not the SHA-256 of the document.')
    return { text: query, operationName, persisted: false, remember: () => store.remember(id, query) }
  }
  const text = await store.find(id)
  if (text === null) throw refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
  return { text, operationName, persisted: false }
}

// Neither code nor message may be Apollo Client's sign to send the document after all: every call would be sent twice.
const notInList = () =>
  refusal(404, 'PERSISTED_QUERY_NOT_IN_LIST', 'No operation with this id is registered for this caller.')

const idAndBody = () =>
  refusal(400, 'CANNOT_SEND_PQ_ID_AND_BODY', 'Send the id of a registered operation or a document, not both.')

/** A later registration must not meet an old refusal in a cache on the way. */
const refusal = (status: number, code: ErrorCode, message: string) =>
  new RequestRefusal(status, code, message, { headers: { 'cache-control': 'private, no-cache, must-revalidate' } })
