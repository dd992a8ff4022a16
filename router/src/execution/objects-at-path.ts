import type { Data } from './execution.ts'
import { isObject, readOwn } from './own-value.ts'

/** A path of a plan: response keys, and `@` for every element of a list. */
export type PlanPath = readonly string[]

/**
 * The objects at a path, each once: several places hold the same object after entities were shared.
 */
export function objectsAt(root: Data, path: PlanPath): Data[] {
  let values: unknown[] = [root]
  for (const step of path) {
    const next = step === '@' ? values.filter(Array.isArray).flat() : values.map((value) => childOf(value, step))
    values = next.length > 1 ? [...new Set(next)] : next
  }
  return values.filter(isObject)
}

/** Every place that a path leads to, with the object there. */
export function placesAt(root: Data, path: PlanPath): { object: Data; path: readonly (string | number)[] }[] {
  let places: { value: unknown; path: readonly (string | number)[] }[] = [{ value: root, path: [] }]
  for (const step of path) {
    places = places.flatMap((place) =>
      step === '@'
        ? Array.isArray(place.value)
          ? place.value.map((value, index) => ({ value, path: [...place.path, index] }))
          : []
        : [{ value: childOf(place.value, step), path: [...place.path, step] }],
    )
  }
  return places.flatMap(({ value, path: found }) => (isObject(value) ? [{ object: value, path: found }] : []))
}

const childOf = (value: unknown, key: string): unknown => (isObject(value) ? readOwn(value, key) : undefined)
