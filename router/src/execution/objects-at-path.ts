import type { Data } from './execution.ts'
import { isObject, readOwn, writeOwn } from './own-value.ts'
import type { Run } from './run.ts'

/** A path of a plan: response keys, and `@` for every element of a list. */
export type PlanPath = readonly string[]

const keys = new WeakMap<PlanPath, readonly string[]>()

/** Equal for equal paths. */
export const pathKey = (path: PlanPath): string => prefixKeys(path).at(-1) ?? ''

/** The key of a path that goes one step further than the one with this key. */
export const keyBelow = (key: string, step: string): string => (key === '' ? step : `${key} ${step}`)

/** The keys of a path's beginnings, from the root to the whole; written once for each path of a plan. */
function prefixKeys(path: PlanPath): readonly string[] {
  const known = keys.get(path)
  if (known) return known
  const written = ['']
  for (const step of path) written.push(keyBelow(written.at(-1) ?? '', step))
  keys.set(path, written)
  return written
}

type Known = Pick<Run, 'root' | 'shared'>

/** The objects at a path. Where objects are shared each is there once, otherwise as often as it has places. */
export const objectsAt = (run: Known, path: PlanPath): readonly Data[] =>
  run.shared.get(pathKey(path)) ?? onlyObjects(valuesAt(run, path))

const onlyObjects = (values: readonly unknown[]): readonly Data[] =>
  values.every(isObject) ? values : values.filter(isObject)

/** What is at the first `length` steps of a path. */
function valuesAt({ root, shared }: Known, path: PlanPath, length = path.length): readonly unknown[] {
  const prefixes = prefixKeys(path)
  let from = shared.size > 0 ? length : 0
  while (from > 0 && !shared.has(prefixes[from] ?? '')) from -= 1
  let values: readonly unknown[] = shared.get(prefixes[from] ?? '') ?? [root]
  for (let at = from; at < length; at += 1) {
    const step = path[at] ?? ''
    values = step === '@' ? elementsOf(values) : childrenOf(values, step)
  }
  return values
}

function elementsOf(lists: readonly unknown[]): unknown[] {
  const [only] = lists
  if (lists.length === 1 && Array.isArray(only)) return only.slice()
  const elements: unknown[] = []
  for (const list of lists) if (Array.isArray(list)) for (const element of list) elements.push(element)
  return elements
}

function childrenOf(objects: readonly unknown[], key: string): unknown[] {
  const children: unknown[] = []
  for (const object of objects) {
    const child = isObject(object) ? readOwn(object, key) : undefined
    if (child !== undefined && child !== null) children.push(child)
  }
  return children
}

/** The objects on the way to every place that a path leads to, the one there last. */
export function ancestriesAt(root: Data, path: PlanPath): (readonly Data[])[] {
  let ways: { value: unknown; above: readonly Data[] }[] = [{ value: root, above: [] }]
  for (const step of path) {
    ways = ways.flatMap(({ value, above }) => {
      if (step === '@') return elementsOf([value]).map((element) => ({ value: element, above }))
      return isObject(value)
        ? childrenOf([value], step).map((child) => ({ value: child, above: [...above, value] }))
        : []
    })
  }
  return ways.flatMap(({ value, above }) => (isObject(value) ? [[...above, value]] : []))
}

/**
 * Lets one object stand in all places at a path that hold equal ones. Objects of equal index are equal; those without one
 * stay as they are. Done once in a run for each path.
 */
export function shareAt(run: Known, path: PlanPath, indexOf: (object: Data) => number | undefined): readonly Data[] {
  const key = pathKey(path)
  const known = run.shared.get(key)
  if (known) return known
  const byIndex = new Map<number, Data>()
  const all: Data[] = []
  replaceAt(run, path, (object) => {
    const index = indexOf(object)
    const first = index === undefined ? undefined : byIndex.get(index)
    if (first) return first
    if (index !== undefined) byIndex.set(index, object)
    all.push(object)
    return object
  })
  run.shared.set(key, all)
  return all
}

function replaceAt(run: Known, path: PlanPath, replace: (object: Data) => Data): void {
  const last = path.at(-1) ?? ''
  for (const holder of valuesAt(run, path, path.length - 1)) {
    if (last === '@') replaceElements(holder, replace)
    else if (isObject(holder)) replaceValue(holder, last, replace)
  }
}

function replaceElements(list: unknown, replace: (object: Data) => Data): void {
  if (!Array.isArray(list)) return
  for (let index = 0; index < list.length; index += 1) if (isObject(list[index])) list[index] = replace(list[index])
}

function replaceValue(holder: Data, key: string, replace: (object: Data) => Data): void {
  const value = readOwn(holder, key)
  if (isObject(value)) writeOwn(holder, key, replace(value))
}

/** Every place that a path leads to, with the object there. */
export function placesAt(root: Data, path: PlanPath): { object: Data; path: readonly (string | number)[] }[] {
  let places: { value: unknown; path: readonly (string | number)[] }[] = [{ value: root, path: [] }]
  for (const step of path) {
    places = places.flatMap((place) => {
      if (step !== '@') return childrenOf([place.value], step).map((value) => ({ value, path: [...place.path, step] }))
      const elements: unknown[] = Array.isArray(place.value) ? place.value : []
      return elements.map((value, index) => ({ value, path: [...place.path, index] }))
    })
  }
  return places.flatMap(({ value, path: found }) => (isObject(value) ? [{ object: value, path: found }] : []))
}
