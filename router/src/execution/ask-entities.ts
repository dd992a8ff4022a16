import type { GraphQLFormattedError } from 'graphql'
import type { EntityPart } from './entity-parts.ts'
import type { Data, SubgraphAnswer } from './execution.ts'
import { type ErrorPath, errorAt } from './fetch-errors.ts'
import { COMMA, JsonText, LIST_END } from './json-text.ts'
import { copyData, mergeData } from './merge-data.ts'
import { objectsAt, type PlanPath, pathKey, placesAt, shareAt } from './objects-at-path.ts'
import { isObject } from './own-value.ts'
import type { RepresentationForm } from './representation.ts'
import { addErrors, type Run } from './run.ts'

/** A part of a request, compiled. */
export interface CompiledPart extends EntityPart {
  readonly formOf: (entity: Data) => RepresentationForm | undefined
  readonly rewrite: ((data: unknown) => void) | null
  readonly rewritePath: (path: ErrorPath) => ErrorPath
  /** Whether that is the name of an interface, as a subgraph with `@interfaceObject` calls every implementation. */
  readonly isInterface: (typename: unknown) => boolean
  /** Whether nothing of what is answered has anything below it. */
  readonly isFlat: boolean
  /** Whether what is fetched later for equal entities at one path may differ, so that each needs all of its own. */
  readonly keepsApart: boolean
}

/** The entities that a part asks for in one run. */
export interface AskedEntities {
  readonly part: CompiledPart
  /** How many representations were sent, each once. */
  readonly count: number
  /** By path, what is known of entities so far; each with the index of its representation. */
  readonly targets: readonly { readonly entities: readonly Data[]; readonly indexes: readonly (number | undefined)[] }[]
}

/** Where the representations of one request go, as members of its variables. */
export interface Representations {
  readonly text: JsonText
  /** Whether no string of what is known needs escapes. */
  readonly unescaped: boolean
}

const text = new JsonText()

/** Begins the variables of a request; they are written at once. */
export function startRepresentations({ unescaped }: Run): Representations {
  text.restart()
  return { text, unescaped }
}

/** Asks for the entities at the paths of a part. `shareable` has the keys of paths where equal ones can be one object. */
export function collectEntities(
  run: Run,
  part: CompiledPart,
  shareable: ReadonlySet<string>,
  to: Representations,
): AskedEntities {
  return askFor(part, to, (path, indexOf) =>
    shareable.has(pathKey(path)) ? shareAt(run, path, indexOf) : objectsAt(run, path),
  )
}

type IndexOf = (entity: Data) => number | undefined

/** Asks for the entities that `find` finds at each path. */
export function askFor(
  part: CompiledPart,
  to: Representations,
  find: (path: PlanPath, indexOf: IndexOf) => readonly Data[],
): AskedEntities {
  if (to.text.length > 0) to.text.addPiece(COMMA)
  to.text.add(`"${part.variables.get('representations')}":[`)
  const representations = indexRepresentations(part.formOf, to)
  const { indexOf } = representations
  const targets = part.paths.map((path) => {
    const entities = find(path, indexOf)
    return { entities, indexes: entities.map(indexOf) }
  })
  to.text.addPiece(LIST_END)
  return { part, count: representations.count(), targets }
}

/** Numbers representations as they come, and writes each; equal ones have one number. */
function indexRepresentations(formOf: CompiledPart['formOf'], { text, unescaped }: Representations) {
  let count = 0
  const indexes = new Map<RepresentationForm, Map<unknown, number>>()
  const indexOf: IndexOf = (entity) => {
    const form = formOf(entity)
    const identity = form?.identify(entity)
    if (!form || identity === undefined) return undefined
    const ofForm = indexes.get(form) ?? new Map<unknown, number>()
    const known = ofForm.get(identity)
    if (known !== undefined) return known
    const start = text.length
    if (count > 0) text.addPiece(COMMA)
    if (!form.write(entity, text, unescaped)) {
      text.cut(start)
      return undefined
    }
    indexes.set(form, ofForm.set(identity, count))
    count += 1
    return count - 1
  }
  return { indexOf, count: () => count }
}

/** Adds an answer to what is known. `at` is the place of the request in the plan. */
export function takeEntities(
  run: Run,
  at: number,
  asked: readonly AskedEntities[],
  { data, errors }: SubgraphAnswer,
): void {
  const placed = errors?.flatMap((error) => placeError(run.root, asked, error))
  if (placed) addErrors(run, at, placed)
  if (!data) return
  for (const each of asked) {
    const entities = data[each.part.alias]
    const { count } = each
    if (count === 0) continue
    if (Array.isArray(entities) && entities.length === count) spread(each, entities)
    else if (!errors) throw new Error(`a subgraph answered no list of ${count} entities`)
  }
}

/**
 * Gives every entity what was answered for its representation. Entities at one path share what is below: whatever is
 * fetched later for one of them is fetched for all. At another path that may be something else, so each has a copy.
 */
function spread({ part, targets }: AskedEntities, answered: readonly unknown[]): void {
  part.rewrite?.(answered)
  for (const [path, { entities, indexes }] of targets.entries()) {
    const own = path === 0 || part.isFlat ? answered : copyData(answered)
    for (let at = 0; at < entities.length; at += 1) {
      const entity = own[indexes[at] ?? -1]
      const target = entities[at]
      if (!target || !isObject(entity)) continue
      // What it was asked for already says more of its type.
      if (part.isInterface(entity.__typename)) delete entity.__typename
      mergeData(target, part.keepsApart && !part.isFlat ? copyData(entity) : entity)
    }
  }
}

/** An error at every place whose entity it is about; without a place where it is about the request. */
function placeError(root: Data, asked: readonly AskedEntities[], error: GraphQLFormattedError) {
  const [alias, index, ...below] = error.path ?? []
  const each = asked.find(({ part }) => part.alias === alias)
  if (!each || typeof index !== 'number') return [errorAt(error, undefined)]
  return each.targets.flatMap(({ entities, indexes }, at) => {
    const meant = new Set(entities.filter((_, entity) => indexes[entity] === index))
    return placesAt(root, each.part.paths[at] ?? [])
      .filter(({ object }) => meant.has(object))
      .map((place) => errorAt(error, [...place.path, ...each.part.rewritePath(below)]))
  })
}
