import fc from 'fast-check'
import { type GraphQLOutputType, getNamedType, isCompositeType, isEnumType, isNonNullType, isObjectType } from 'graphql'
import { typeOf } from './execution-graph.ts'
import type { AnswerFault, Faults, FieldFault } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'

/** A field of an object with what can go wrong there. */
interface Place {
  readonly key: string
  readonly kinds: readonly FieldFault[]
}

/**
 * Faults that a merged schema can have too: of fields, and of objects that the one subgraph which has their fields does
 * not know. Keys are whole, for without them nothing else of an object can be found.
 */
export function arbitraryFieldFaults(
  loaded: LoadedGraph,
  mayHit: (field: string) => boolean = () => true,
): fc.Arbitrary<Faults> {
  const hit = placesOf(loaded).filter(({ key }) => mayHit(key.slice(key.indexOf('.') + 1)))
  const places = hit.flatMap(({ key, kinds }) => kinds.map((kind) => [key, kind] as const))
  const forgettable = loaded.graph.forgetful.flatMap(({ subgraph, type }) =>
    Object.keys(loaded.graph.objects).flatMap((id) => (typeOf(id) === type ? [`${subgraph} ${id}`] : [])),
  )
  return fc.record({
    fields: fc
      .array(fc.constantFrom(...places), { maxLength: 40, size: 'max' })
      .map((faults) => Object.fromEntries(faults)),
    missing: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      fc.subarray(forgettable, { maxLength: Math.min(3, forgettable.length) }),
    ),
    broken: fc.constant([]),
    answers: fc.constant({}),
  })
}

/** Faults of subgraphs, which are nothing that a merged schema could have. */
export function arbitrarySubgraphFaults({ graph, ownership, apiSchema }: LoadedGraph): fc.Arbitrary<Faults> {
  const subgraphs = Object.keys(graph.subgraphs)
  const lookUps = Object.keys(graph.objects).flatMap((id) =>
    subgraphs.flatMap((subgraph) => (ownership.keysOf(subgraph, typeOf(id)).length > 0 ? [`${subgraph} ${id}`] : [])),
  )
  const renamed = Object.values(apiSchema.getTypeMap())
    .filter((type) => isObjectType(type) && Object.keys(graph.objects).some((id) => id.startsWith(`${type.name}/`)))
    .map(({ name }) => ({ renamed: name }))
  const how = fc.constantFrom<AnswerFault['how'][]>('lost', 'empty', 'short', ...renamed)
  const answer = fc.record({ to: fc.constantFrom<AnswerFault['to'][]>('entities', 'roots'), how })
  return fc.record({
    fields: fc.constant({}),
    missing: fc.subarray(lookUps, { maxLength: 3 }),
    broken: fc.subarray(lookUps, { maxLength: 2 }),
    answers: fc.dictionary(fc.constantFrom(...subgraphs), answer, { maxKeys: 2 }),
  })
}

function placesOf(loaded: LoadedGraph): Place[] {
  const { graph, apiSchema, internalFields, keyFields, ownership } = loaded
  return Object.keys(graph.objects).flatMap((id) => {
    const type = apiSchema.getType(typeOf(id))
    if (!isObjectType(type)) return []
    return Object.values(type.getFields()).flatMap(({ name, type: result }) => {
      if (keyFields.has(name)) return []
      // Who asks for another field, or for the type, loses the whole object with one that must not be null.
      if (isNonNullType(result) && (internalFields.has(name) || ownership.mayBeUntyped(type.name))) return []
      return [{ key: `${id}.${name}`, kinds: kindsOf(result) }]
    })
  })
}

function kindsOf(type: GraphQLOutputType): FieldFault[] {
  const named = getNamedType(type)
  const isChecked = !isCompositeType(named) && (isEnumType(named) || BUILT_IN.has(named.name))
  const isList = String(type).startsWith('[')
  return ['null', 'error', ...(isChecked ? (['wrong'] as const) : []), ...(isList ? (['gap'] as const) : [])]
}

const BUILT_IN = new Set(['Int', 'Float', 'String', 'Boolean', 'ID'])
