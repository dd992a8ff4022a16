import { type DocumentNode, type FieldNode, Kind, print, visit } from 'graphql'
import type { Decision } from '../authorization/authorization.ts'
import { mendDocument } from './mend-document.ts'
import { type Operation, operationIn } from './operation.ts'
import { selectionsOf } from './selections-in.ts'

/** The names that response keys of an operation have in its plan. */
export interface PlanKeys {
  planKey(node: FieldNode): string
  /** The client's name for a key of the plan. */
  clientKey(key: string): string
}

/** Where the plan has the client's own names. */
export const CLIENTS_OWN: PlanKeys = { planKey: keyOf, clientKey: (key) => key }

/** An operation as it is put to the planner. */
export interface PlannableOperation {
  /** What subgraphs have to be asked of what the caller may see; null for nothing. */
  readonly document: DocumentNode | null
  readonly keys: PlanKeys
}

/**
 * Makes documents plannable. Where an alias is the name of a field that plans fetch for the router
 * itself, Apollo's planner takes one for the other: `{ book { isbn: title price } }` shows the ISBN, whoever may see it.
 * So does a field with arguments of which a plan needs another form. Such fields get another name on their way.
 */
export function createPlannables(internalFields: ReadonlySet<string>) {
  const isMistakable = (node: FieldNode) =>
    internalFields.has(keyOf(node)) && (keyOf(node) !== node.name.value || (node.arguments ?? []).length > 0)

  return (operation: Operation, decision: Decision): PlannableOperation => {
    const document = decision.document && mendDocument(decision.document)
    if (!document) return { document, keys: CLIENTS_OWN }
    const isClear = selectionsOf(operationIn(document)).every(
      (selection) => selection.kind !== Kind.FIELD || !isMistakable(selection),
    )
    if (isClear) return { document, keys: CLIENTS_OWN }
    const mark = freeMark(operation.document)
    const planKey = (node: FieldNode) => (isMistakable(node) ? `${keyOf(node)}${mark}${node.name.value}` : keyOf(node))
    return {
      document: visit(document, {
        Field: (node) =>
          isMistakable(node) ? { ...node, alias: { kind: Kind.NAME, value: planKey(node) } } : undefined,
      }),
      keys: { planKey, clientKey: (key) => key.split(mark)[0] ?? key },
    }
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}

/** Letters that no name in the document has. */
function freeMark(document: DocumentNode): string {
  const text = print(document)
  let mark = '_of_'
  while (text.includes(mark)) mark = `_${mark}`
  return mark
}
