import type { Data } from './execution.ts'

/*
 * Keys of answers are names that clients choose by aliases. What every object inherits must neither be read for a key that
 * is absent, nor be replaced by writing one.
 */

/** Whether plain reading finds something in every object. */
const isInherited = (key: string): boolean => key in Object.prototype

/** Reads a key that is known early, so that nearly all are read plainly. */
export function reader(key: string): (object: Data) => unknown {
  return isInherited(key) ? (object) => (Object.hasOwn(object, key) ? object[key] : undefined) : (object) => object[key]
}

export function readOwn(object: Data, key: string): unknown {
  return isInherited(key) && !Object.hasOwn(object, key) ? undefined : object[key]
}

export function writeOwn(object: Data, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  else object[key] = value
}

export const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
