import { when } from './condition.ts'
import type { CostedField, CostedSelection, SizedField } from './costed-selection.ts'
import { type Expression, maximum, product, shared } from './expression.ts'

/** What earlier fetches tell of the objects at a path of the answer. */
export interface Place {
  /** How many objects there are at most. */
  readonly size: Expression
  readonly sized: readonly SizedField[]
}

/** The answer of a plan as far as it is compiled: what is selected where. */
export interface Places {
  /** Adds what a fetch selects on the objects at a path; `renamed` are names of its answer that the executor changes. */
  add(path: readonly string[], selection: CostedSelection, renamed: ReadonlyMap<string, string>): void
  at(path: readonly string[]): Place
}

/**
 * Paths are those of `Flatten` nodes: response names, `@` for each list level, `|[Type,…]` conditions, which are ignored.
 * The number of objects at a path is the product of the list sizes on the way, each as its own field estimates it.
 */
export function createPlaces(defaultListSize: number): Places {
  const selected = new Map<string, CostedSelection[]>([['', []]])
  const finalNames = new Map<string, string>()
  const fieldsAt = (selections: ReadonlySet<CostedSelection>, name: string): CostedField[] =>
    [...selections]
      .flatMap(({ variants }) => variants.flatMap(({ fields }) => fields))
      .filter(({ responseName }) => responseName === name || finalNames.get(responseName) === name)
  return {
    add(path, selection, renamed) {
      const key = namesIn(path).join('.')
      selected.set(key, [...(selected.get(key) ?? []), selection])
      for (const [from, to] of renamed) finalNames.set(from, to)
    },
    at(path) {
      const names = namesIn(path)
      let selections = new Set(selected.get(''))
      let place: Place = { size: 1, sized: [] }
      for (const [index, name] of names.entries()) {
        const fields = fieldsAt(selections, name)
        // Never met with Apollo's planner: a path through what no fetch selects.
        const sizes = fields.length > 0 ? fields.map(({ condition, size }) => when(condition, size)) : [defaultListSize]
        place = { size: shared(product(place.size, maximum(sizes))), sized: fields.flatMap(({ sized }) => sized) }
        const grafted = selected.get(names.slice(0, index + 1).join('.')) ?? []
        // A set, because variants share fields: a path through abstract types would multiply them at every step.
        selections = new Set([...fields.flatMap(({ selection }) => selection ?? []), ...grafted])
      }
      return place
    },
  }
}

const namesIn = (path: readonly string[]): string[] =>
  path.map((element) => element.replace(/\|\[.*\]$/, '')).filter((name) => name !== '' && name !== '@')
