import { createLabelLimit } from './label-limit.ts'

/** Frontends and strangers name operations as they like. */
const MOST_FREE_NAMES = 200
/** Partners register theirs, so a stranger cannot use these up. */
const MOST_REGISTERED_NAMES = 1_000

/** The operation of a request as metrics name it; null where none was found in it. */
export type NamedOperation = { name: string | null; persisted: boolean } | null

/** Makes the function that labels operations: by name as long as names are few, `other` beyond that. */
export function createOperationLabel(): (operation: NamedOperation) => string {
  const free = createLabelLimit(MOST_FREE_NAMES)
  const registered = createLabelLimit(MOST_REGISTERED_NAMES)
  return (operation) => {
    if (operation === null) return 'unknown'
    if (operation.name === null) return 'unnamed'
    return operation.persisted ? registered(operation.name) : free(operation.name)
  }
}
