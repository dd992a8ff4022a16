import {
  BREAK,
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Decision } from '../authorization/authorization.ts'
import type { Operation } from './operation.ts'

/** How an operation is put to the planner and the executor, and how its answer is put to the client. */
export interface AnswerShape {
  /** What is planned, and what alone may be shown of the fetched data; null for nothing. */
  readonly document: DocumentNode | null
  /** Gives the shown data the form of the operation as the client wrote it. What was refused is null. */
  complete(data: Data, variables: Record<string, unknown>): Data
  /** A path in the shown data as the client knows it. */
  clientPath(path: Path): Path
}

type Data = Record<string, unknown> | null
type Path = readonly (string | number)[]

/**
 * Makes shapes. Most operations are planned and shown as they are; two things need a second step, both because plans
 * fetch fields for the router itself, such as keys:
 *
 * - Where something is refused, shaping by the client's own operation would show such a field although it is refused.
 * - Where an alias is the name of such a field, Apollo's planner takes one for the other: `{ book { isbn: title price } }`
 *   shows the ISBN, whoever may see it. So does a field with arguments of which a plan needs another form.
 */
export function createShaper(schema: GraphQLSchema, internalFields: ReadonlySet<string>) {
  /** Whether a plan would take the field for one that it fetches for the router itself. */
  const isMistakable = (node: FieldNode) =>
    internalFields.has(keyOf(node)) && (keyOf(node) !== node.name.value || (node.arguments ?? []).length > 0)

  return (operation: Operation, { document }: Decision): AnswerShape => {
    const mark = freeMark(operation.document)
    const planKey = (node: FieldNode) => (isMistakable(node) ? `${keyOf(node)}${mark}${node.name.value}` : keyOf(node))
    if (document === operation.document && !hasField(document, isMistakable))
      return { document, complete: (data) => data, clientPath: (path) => path }
    return {
      document: document && toPlannable(schema, document, planKey),
      complete: (data, variables) => data && complete(schema, operation, planKey, { data, variables }),
      clientPath: (path) =>
        path.map((segment) => (typeof segment === 'string' ? (segment.split(mark)[0] ?? segment) : segment)),
    }
  }
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value

/** Letters that no name in the document has. */
function freeMark(document: DocumentNode): string {
  const text = print(document)
  let mark = '_of_'
  while (text.includes(mark)) mark = `_${mark}`
  return mark
}

function hasField(document: DocumentNode, isMeant: (node: FieldNode) => boolean): boolean {
  let found = false
  visit(document, {
    Field(node) {
      if (!isMeant(node)) return undefined
      found = true
      return BREAK
    },
  })
  return found
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Keeps response keys apart, and asks for the type of every object whose type the selection leaves open. */
function toPlannable(
  schema: GraphQLSchema,
  document: DocumentNode,
  planKey: (node: FieldNode) => string,
): DocumentNode {
  const types = new TypeInfo(schema)
  const leave = (node: FieldNode): FieldNode => {
    const type = types.getType()
    const key = planKey(node)
    const { selectionSet: set } = node
    const isOpen = set && type && isAbstractType(getNamedType(type))
    return {
      ...node,
      ...(key === keyOf(node) ? {} : { alias: { kind: Kind.NAME, value: key } }),
      ...(isOpen ? { selectionSet: { ...set, selections: [TYPENAME, ...set.selections] } } : {}),
    }
  }
  return visit(document, visitWithTypeInfo(types, { Field: { leave } }))
}

/** Runs the client's operation on the data that is shown. What it does not find is null, and nulls travel up. */
function complete(
  schema: GraphQLSchema,
  { document }: Operation,
  planKey: (node: FieldNode) => string,
  { data, variables }: { data: Record<string, unknown>; variables: Record<string, unknown> },
): Data {
  const { data: completed } = executeSync({
    schema,
    document,
    rootValue: data,
    variableValues: variables,
    fieldResolver: (source: Record<string, unknown>, _args, _context, { fieldNodes }: GraphQLResolveInfo) =>
      fieldNodes[0] && source[planKey(fieldNodes[0])],
    typeResolver: ({ __typename }: { __typename?: string }) => __typename,
  })
  return completed ?? null
}
