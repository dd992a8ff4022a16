import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql'

/** One validated operation of a document. */
export interface Operation {
  /** The operation and the fragments it uses, nothing else of the document. */
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Its name, or null. */
  readonly name: string | null
  /** SHA-256 of the document's text and the operation's name. */
  readonly hash: string
}

/** The operation and the fragments of a document that holds nothing else. */
export function operationIn({ definitions }: DocumentNode): Pick<Operation, 'definition' | 'fragments'> {
  const definition = definitions.find((candidate) => candidate.kind === Kind.OPERATION_DEFINITION)
  if (!definition) throw new Error('unreachable: a document without an operation')
  const fragments = definitions.filter((candidate) => candidate.kind === Kind.FRAGMENT_DEFINITION)
  return { definition, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) }
}
