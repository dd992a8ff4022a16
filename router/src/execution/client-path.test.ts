import { buildSchema, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { CLIENTS_OWN, createPlannables } from '../graph/plan-keys.ts'
import { clientPath } from './client-path.ts'

const document = parse('{ books { weight: price shipping ...More } } fragment More on Book { author { name } }')
const [definition, fragment] = document.definitions as [OperationDefinitionNode, FragmentDefinitionNode]
const selections = { sets: [definition.selectionSet], fragments: new Map([[fragment.name.value, fragment]]) }
const schema = buildSchema(`
  type Query { media: [Media] }
  interface Media { id: ID mood: String }
  type Film implements Media { id: ID mood: String }
  type Series implements Media { id: ID mood: String }
`)
const decision = { document, refused: [], fingerprint: '' }
const { document: planned, keys } = createPlannables(new Set(['weight']))({ document } as never, decision)
const inClientsWords = (...path: (string | number)[]) => clientPath(selections, { schema, keys, conditions: {} }, path)

test('an error of a field that the router needs for itself lies at the object, not at an alias of that name', () => {
  expect(inClientsWords('books', 0, 'weight')).toEqual(['books', 0])
  expect(inClientsWords('books', 0, 'weight', 'unit')).toEqual(['books', 0])
  expect(inClientsWords('books', 1, 'author', 'id')).toEqual(['books', 1, 'author'])
})

test('an error of what the client asked for lies where it asked, by its own name', () => {
  const operation = planned?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as typeof definition
  const books = operation.selectionSet.selections[0]
  const alias = books?.kind === Kind.FIELD ? books.selectionSet?.selections[0] : undefined
  const planKey = alias?.kind === Kind.FIELD ? alias.alias?.value : undefined
  expect(planKey).not.toBe('weight')
  expect(inClientsWords('books', 0, planKey ?? '')).toEqual(['books', 0, 'weight'])
  expect(inClientsWords('books', 0, 'shipping')).toEqual(['books', 0, 'shipping'])
  expect(inClientsWords('books', 0, 'author', 'name')).toEqual(['books', 0, 'author', 'name'])
})

test('an error of what the client named and left out lies at the object', () => {
  const [skipping] = parse('query ($brief: Boolean!) { books { name ... @skip(if: $brief) { price } } }').definitions
  const sets = [(skipping as OperationDefinitionNode).selectionSet]
  const withBrief = (brief: boolean) =>
    clientPath({ sets, fragments: new Map() }, { schema, keys: CLIENTS_OWN, conditions: { brief } }, [
      'books',
      0,
      'price',
    ])
  expect(withBrief(true)).toEqual(['books', 0])
  expect(withBrief(false)).toEqual(['books', 0, 'price'])
})

test('an error of what the client asked of other types lies at the object', () => {
  const [asking] = parse('{ media { id ... on Film { mood } } }').definitions
  const sets = [(asking as OperationDefinitionNode).selectionSet]
  const words = { schema, keys: CLIENTS_OWN, conditions: {} }
  const media = [{ __typename: 'Film' }, { __typename: 'Series' }, { __typename: 'Media' }, {}, null]
  const paths = media.map((_, at) =>
    clientPath({ sets, fragments: new Map() }, words, ['media', at, 'mood'], { media }).join('.'),
  )
  // Where the type is not known, what is asked of any type may be meant.
  expect(paths).toEqual(['media.0.mood', 'media.1', 'media.2.mood', 'media.3.mood', 'media.4.mood'])
})
