import fc from 'fast-check'
import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { createTape, type Tape } from '../documents/tape.ts'

/** Queries of a schema whose slicing arguments are all `first: $n`. No response name stands twice in one selection. */
export const arbitraryQuery = (schema: GraphQLSchema, rootFields: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.array(fc.nat(997), { maxLength: 80 }), fc.constantFrom(...rootFields)).map(([decisions, root]) => {
    const tape = createTape(decisions)
    const definition = schema.getQueryType()?.getFields()[root]
    if (!definition) throw new Error(`no root field ${root}`)
    const type = getNamedType(definition.type) as GraphQLCompositeType
    const call = `${root}${definition.args.some(({ name }) => name === 'first') ? '(first: $n)' : ''}`
    return `query ($n: Int, $yes: Boolean! = true) { ${call} ${selection(schema, type, tape, 4)} }`
  })

function selection(schema: GraphQLSchema, type: GraphQLCompositeType, tape: Tape, depth: number): string {
  const fields = isUnionType(type) ? [] : Object.values(type.getFields())
  const chosen = fields.flatMap((field) => {
    if (tape.next(2) === 0 || field.args.some(({ name }) => name !== 'first')) return []
    const call = field.args.length > 0 ? `${field.name}(first: $n)` : field.name
    const below = getNamedType(field.type)
    if (!isCompositeType(below)) return [call]
    return depth > 0 ? [`${call} ${selection(schema, below, tape, depth - 1)}`] : []
  })
  const narrowed = (isAbstractType(type) ? schema.getPossibleTypes(type) : []).flatMap((possible) =>
    tape.next(2) === 0 ? [] : [`... on ${possible.name} ${selection(schema, possible, tape, depth - 1)}`],
  )
  return `{ __typename ${[...chosen, ...narrowed].join(' ')} }`
}

/** The same query with its selections inside of fragments: inline, typed or named, as the decisions say. */
export function hideInFragments(schema: GraphQLSchema, query: string, decisions: readonly number[]): string {
  const tape = createTape(decisions)
  const types = new TypeInfo(schema)
  const definitions: string[] = []
  const hide = (set: SelectionSetNode): SelectionSetNode | undefined => {
    const type = types.getParentType()?.name
    const way = tape.next(4)
    if (!type || way === 0) return undefined
    if (way === 3) definitions.push(`fragment F${definitions.length} on ${type} ${print(set)}`)
    const hidden = way === 3 ? `...F${definitions.length - 1}` : `... ${way === 1 ? '' : `on ${type}`} ${print(set)}`
    return (parse(`{ ${hidden} }`).definitions[0] as OperationDefinitionNode).selectionSet
  }
  const hidden = visit(parse(query), visitWithTypeInfo(types, { SelectionSet: { leave: hide } }))
  return [print(hidden), ...definitions].join('\n')
}
