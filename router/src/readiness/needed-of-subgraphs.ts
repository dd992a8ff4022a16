import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
} from 'graphql'

/** What the supergraph expects a subgraph to have. */
export interface Need {
  type: string
  /** A field of the type; an input's too. */
  field: string
  /** Innermost type of the field. */
  of: string
  arguments: readonly string[]
}

/** A subgraph as a supergraph knows it. */
export interface NeededSubgraph {
  name: string
  /** Where it is, unless the configuration says otherwise. */
  url: string
  /** Every field that it may be asked for. */
  needs: Need[]
}

/** What a supergraph needs of each of its subgraphs. */
export function neededOfSubgraphs(supergraphSdl: string): NeededSubgraph[] {
  const { definitions } = parse(supergraphSdl, { noLocation: true })
  const graphs = readGraphs(definitions)
  for (const definition of definitions) {
    if (!('fields' in definition) || definition.name.value.includes('__')) continue
    const owners = definition.directives?.flatMap((directive) => graphOf(directive, 'join__type')) ?? []
    for (const field of definition.fields ?? []) {
      for (const { graph, of } of ownersOf(field, owners)) {
        graphs.get(graph)?.needs.push({ ...describe(field), type: definition.name.value, of })
      }
    }
  }
  return [...graphs.values()]
}

/** The subgraphs by the supergraph's own names of them. */
function readGraphs(definitions: readonly DefinitionNode[]): Map<string, NeededSubgraph> {
  const names = definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  )
  return new Map(
    (names?.values ?? []).map((value) => {
      const [directive] = value.directives ?? []
      const name = (directive && textOf(directive, 'name')) ?? value.name.value
      return [value.name.value, { name, url: (directive && textOf(directive, 'url')) ?? '', needs: [] }]
    }),
  )
}

type Field = FieldDefinitionNode | InputValueDefinitionNode

/** Subgraphs that resolve the field, each with the type that it gives it; what is external there comes from elsewhere. */
function ownersOf(field: Field, typeOwners: readonly string[]): { graph: string; of: string }[] {
  const own = field.directives?.filter(({ name }) => name.value === 'join__field') ?? []
  if (own.length === 0) return typeOwners.map((graph) => ({ graph, of: innermost(field) }))
  return own.flatMap((directive) => {
    if (argumentOf(directive, 'external')) return []
    const of = textOf(directive, 'type')?.replaceAll(/[[\]!]/g, '') ?? innermost(field)
    return graphOf(directive, 'join__field').map((graph) => ({ graph, of }))
  })
}

/** A field as one text tells it: its name, its arguments, and the innermost of its types. */
export const describe = (field: Field) => ({
  field: field.name.value,
  of: innermost(field),
  arguments: 'arguments' in field ? (field.arguments ?? []).map(({ name }) => name.value) : [],
})

function innermost({ type }: Field): string {
  let inner = type
  while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type
  return inner.name.value
}

const argumentOf = (directive: ConstDirectiveNode, name: string) =>
  directive.arguments?.find((argument) => argument.name.value === name)?.value

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name)
  return value?.kind === Kind.STRING ? value.value : undefined
}

function graphOf(directive: ConstDirectiveNode, name: string): string[] {
  const graph = directive.name.value === name ? argumentOf(directive, 'graph') : undefined
  return graph?.kind === Kind.ENUM ? [graph.value] : []
}
