import { type ConstDirectiveNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql'

/** What a supergraph says of where fields come from. */
export interface Ownership {
  /** The subgraphs that resolve a field by themselves. */
  ownersOf(type: string, field: string): readonly string[]
  /** What a field needs of its object before it can be resolved. */
  requirementOf(type: string, field: string): SelectionSetNode | null
  /** By what a subgraph finds an object. */
  keysOf(subgraph: string, type: string): readonly SelectionSetNode[]
  /** Whether a subgraph knows objects of the type only by an interface, so that another one has to tell their type. */
  mayBeUntyped(type: string): boolean
  /** The type that defines a field: the interface, where an interface object adds it to implementations. */
  definedOn(type: string, field: string): string
}

interface OwnedType {
  readonly interfaces: readonly string[]
  readonly joins: readonly Join[]
  readonly fields: ReadonlyMap<string, readonly Join[]>
}

/** Arguments of one `@join__type` or `@join__field`. */
interface Join {
  readonly graph?: string
  readonly key?: string
  readonly requires?: string
  readonly external?: boolean
  readonly isInterfaceObject?: boolean
}

export function readOwnership(supergraphSdl: string): Ownership {
  const types = readTypes(supergraphSdl)
  const joinsOf = (type: string, field: string) => types.get(type)?.fields.get(field) ?? []
  const definedOn = (type: string, field: string): string => {
    const isAdded = joinsOf(type, field).some(({ graph }) => graph === undefined)
    const { interfaces = [] } = types.get(type) ?? {}
    return (isAdded && interfaces.find((each) => joinsOf(each, field).some(({ graph }) => graph))) || type
  }
  return {
    definedOn,
    ownersOf(type, field) {
      const joins = joinsOf(definedOn(type, field), field)
      const own = joins.length > 0 ? joins.filter(({ external }) => !external) : (types.get(type)?.joins ?? [])
      return [...new Set(own.flatMap(({ graph }) => graph ?? []))]
    },
    requirementOf(type, field) {
      const requiring = joinsOf(definedOn(type, field), field).find(({ requires }) => requires)
      return requiring?.requires ? selectionOf(requiring.requires) : null
    },
    mayBeUntyped: (type) =>
      (types.get(type)?.interfaces ?? []).some((each) => types.get(each)?.joins.some((join) => join.isInterfaceObject)),
    keysOf: (subgraph, type) =>
      (types.get(type)?.joins ?? []).flatMap(({ graph, key }) => (graph === subgraph && key ? [selectionOf(key)] : [])),
  }
}

function readTypes(supergraphSdl: string): Map<string, OwnedType> {
  const document = parse(supergraphSdl)
  const types = new Map<string, OwnedType>()
  const subgraphs = new Map<string, string>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue
    for (const value of node.values ?? []) {
      const join = value.directives?.map(argumentsOf)[0]
      subgraphs.set(value.name.value, String(join?.name))
    }
  }
  const read = (name: string, directives: readonly ConstDirectiveNode[] = []) =>
    directives
      .filter((directive) => directive.name.value === name)
      .map((directive): Join => {
        const { graph, ...rest } = argumentsOf(directive)
        return { ...rest, ...(graph === undefined ? {} : { graph: subgraphs.get(String(graph)) ?? '' }) }
      })
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    types.set(node.name.value, {
      interfaces: (node.interfaces ?? []).map(({ name }) => name.value),
      joins: read('join__type', node.directives),
      fields: new Map((node.fields ?? []).map((field) => [field.name.value, read('join__field', field.directives)])),
    })
  }
  return types
}

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, 'value' in value ? value.value : null]))

const selectionOf = (fields: string): SelectionSetNode =>
  (parse(`{ ${fields} }`).definitions[0] as OperationDefinitionNode).selectionSet
