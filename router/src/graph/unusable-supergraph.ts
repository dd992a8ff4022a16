import { getSystemErrorMessage } from 'node:util'
import { ConfigurationError } from '@lms/kit/config'
import { NAME_ANOTHER, SupergraphRefusal } from './supergraph-refusal.ts'

/** Says to whoever configured the router why the file cannot be served, and what to do. */
export function unusableSupergraph(path: string, error: unknown): ConfigurationError {
  if (error instanceof ConfigurationError) return error
  return new ConfigurationError([`SUPERGRAPH_PATH: ${path} ${reasonOf(error)}`])
}

function reasonOf(error: unknown): string {
  if (error instanceof SupergraphRefusal) return error.reason
  if (!(error instanceof Error)) return `cannot be served. ${NAME_ANOTHER}`
  if ('errno' in error) return `cannot be read: ${getSystemErrorMessage(Number(error.errno))}. ${NAME_ANOTHER}`
  return `is refused: ${error.message}. ${NAME_ANOTHER}`
}
