import type { Data } from './execution.ts'
import { isObject, readOwn, writeOwn } from './own-value.ts'

/**
 * Adds what an answer says of an object to what is known of it. Objects and lists of equal length that both have are
 * merged; otherwise the new value counts, but null never takes the place of an object: it says that one subgraph had
 * nothing, while another did.
 */
export function mergeData(target: Data, source: Data): void {
  // Neither a list of keys nor pairs: this is done for every entity.
  for (const key in source) {
    if (!Object.hasOwn(source, key)) continue
    const known = readOwn(target, key)
    const value = source[key]
    if (known === undefined || !mergeValue(known, value)) writeOwn(target, key, value)
  }
}

/** Whether the known value could take the new one in. */
function mergeValue(known: unknown, value: unknown): boolean {
  if (typeof known !== 'object' || known === null) return false
  if (value === null || known === value) return true
  if (Array.isArray(known)) return Array.isArray(value) && known.length === value.length && mergeLists(known, value)
  if (!isObject(value)) return false
  mergeData(known as Data, value)
  return true
}

function mergeLists(known: unknown[], values: readonly unknown[]): true {
  for (const [index, value] of values.entries()) {
    if (!mergeValue(known[index], value)) known[index] = value
  }
  return true
}

/** A copy that shares no object with the original. */
export function copyData<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyData) as Value
  const copy: Data = {}
  for (const key of Object.keys(value)) writeOwn(copy, key, copyData((value as Data)[key]))
  return copy as Value
}
