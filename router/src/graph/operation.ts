import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql'

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
