import { readOperationId } from '@lms/kit/operation-id'
import { RequestRefusal } from '../refusal.ts'
import type { GraphQLRequest } from './graphql-request.ts'
import { parseUntrustedJson } from './parse-untrusted-json.ts'

type Parameters = Readonly<Record<string, unknown>>

/** Where the parameters of a request are. */
export interface RequestSource {
  readonly method: string
  readonly query?: unknown
  readonly body: unknown
}

const LONGEST_ID = 256

/**
 * Reads the parameters of an operation from the query string of a GET, the body of a POST or the payload of a message.
 * Parameters that it does not know are ignored.
 * @throws RequestRefusal 400 naming the parameter that has the wrong form
 */
export function readGraphQLRequest({ method, query, body }: RequestSource): GraphQLRequest {
  const parameters = method === 'GET' ? urlParameters(query as Parameters) : bodyParameters(body)
  const text = readText(parameters, 'query')
  const automaticId = readAutomaticId(parameters)
  const documentId = readId(readText(parameters, 'documentId'), 'documentId') ?? automaticId
  if (automaticId !== undefined && documentId !== automaticId)
    throw malformed('`documentId` and `extensions.persistedQuery` name different operations.')
  if (text === undefined && documentId === undefined)
    throw malformed('Send `query`, `documentId` or `extensions.persistedQuery`.')
  const operationName = readText(parameters, 'operationName')
  return {
    method: method === 'GET' || method === 'SOCKET' ? method : 'POST',
    ...(text === undefined ? {} : { query: text }),
    ...(documentId === undefined ? {} : { documentId }),
    automatic: automaticId !== undefined,
    ...(operationName ? { operationName } : {}),
    variables: readObject(parameters, 'variables') ?? {},
  }
}

function urlParameters(parameters: Parameters): Parameters {
  const repeated = Object.keys(parameters).find((name) => Array.isArray(parameters[name]))
  if (repeated !== undefined) throw malformed(`The parameter \`${repeated}\` may be given only once.`)
  return {
    ...parameters,
    variables: readUrlJson(parameters.variables, 'variables'),
    extensions: readUrlJson(parameters.extensions, 'extensions'),
  }
}

function readUrlJson(text: unknown, name: string): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return parseUntrustedJson(String(text))
  } catch {
    throw malformed(`The parameter \`${name}\` is not JSON.`)
  }
}

function bodyParameters(body: unknown): Parameters {
  if (Array.isArray(body)) throw malformed('Operation batching is disabled: send one operation per request.')
  if (!isObject(body)) throw malformed('The body must be a JSON object.')
  return body
}

function readAutomaticId(parameters: Parameters): string | undefined {
  const extensions = readObject(parameters, 'extensions')
  const persistedQuery = extensions && readObject(extensions, 'persistedQuery')
  if (!persistedQuery) return undefined
  if (persistedQuery.version !== 1) throw malformed('`extensions.persistedQuery.version` must be 1.')
  const id = readId(readText(persistedQuery, 'sha256Hash'), 'sha256Hash')
  if (id === undefined) throw malformed('`extensions.persistedQuery.sha256Hash` must be a string.')
  return id
}

/** One form for `sha256:…` and the bare hash; ids of other kinds stay as they are. */
function readId(id: string | undefined, name: string): string | undefined {
  if (id === undefined) return undefined
  if (id === '' || id.length > LONGEST_ID) throw malformed(`\`${name}\` must have 1 to ${LONGEST_ID} characters.`)
  return readOperationId(id) ?? id
}

function readText(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name] ?? undefined
  if (value !== undefined && typeof value !== 'string') throw malformed(`\`${name}\` must be a string.`)
  return value
}

function readObject(parameters: Parameters, name: string): Parameters | undefined {
  const value = parameters[name] ?? undefined
  if (value !== undefined && !isObject(value)) throw malformed(`\`${name}\` must be an object.`)
  return value
}

const isObject = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const malformed = (message: string) => new RequestRefusal(400, 'BAD_REQUEST', message)
