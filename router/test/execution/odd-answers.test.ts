import fc from 'fast-check'
import {
  executeSync,
  type FieldNode,
  Kind,
  type NameNode,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { arbitraryRequest } from '../documents/arbitrary-document.ts'
import { createTape, pick, type Tape } from '../documents/tape.ts'
import { askSubgraph } from './ask-subgraph.ts'
import { executeWith } from './execute-ours.ts'
import { NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { shop } from './graphs/shop.ts'
import { unplannable } from './judge.ts'
import { type LoadedGraph, loadGraph } from './load-graph.ts'
import type { ClientRequest } from './outcome.ts'
import { startRun } from './run.ts'
import { sweep } from './sweep.ts'

describe('a subgraph that answers', () => {
  const loaded = loadGraph(shop)
  const answering = (data: unknown) =>
    executeWith(async () => ({ data: data as Record<string, unknown>, unescaped: false }))

  test.each<[what: string, answer: string, data: string, misfits: string[]]>([
    [
      'a string in place of an object',
      '{ "product": { "size": "big", "price": 1 } }',
      '{"product":{"size":null,"parts":null,"kind":null,"price":1}}',
      ['product/size'],
    ],
    [
      'an object in place of a list',
      '{ "product": { "parts": { "0": { "title": "x" } } } }',
      '{"product":{"size":null,"parts":null,"kind":null,"price":null}}',
      ['product/parts'],
    ],
    [
      'a list in place of an object',
      '{ "product": { "size": [{ "width": 1 }], "parts": [[{ "title": "x" }], { "title": "y" }] } }',
      '{"product":{"size":null,"parts":[null,{"title":"y"}],"kind":null,"price":null}}',
      ['product/size', 'product/parts/0'],
    ],
    [
      'fractions, strings and numbers that are too large for whole numbers',
      '{ "product": { "size": { "width": 1.5 }, "price": 2147483648, "parts": [{ "title": 7 }] } }',
      '{"product":{"size":{"width":null},"parts":[{"title":null}],"kind":null,"price":null}}',
      ['product/size/width', 'product/parts/0/title', 'product/price'],
    ],
    [
      'a value that the enum does not have',
      '{ "product": { "kind": "toString" } }',
      '{"product":{"size":null,"parts":null,"kind":null,"price":null}}',
      ['product/kind'],
    ],
    [
      'more than was asked for',
      '{ "__proto__": { "price": 1 }, "product": { "__proto__": { "price": 2 }, "constructor": 3, "price": 4 } }',
      '{"product":{"size":null,"parts":null,"kind":null,"price":4}}',
      [],
    ],
    ['no object at all', '{ "product": 5 }', '{"product":null}', ['product']],
    ['a wrong type', '{ "product": { "__typename": "User", "price": 4 } }', '{"product":null}', ['product']],
    [
      'a type that is no name',
      '{ "product": { "__typename": { "a": 1 }, "price": 4 } }',
      '{"product":null}',
      ['product'],
    ],
    ['null for everything', 'null', '{"product":null}', []],
    ['a list of everything', '[{ "product": { "price": 1 } }]', '{"product":null}', []],
  ])('%s gives null and says where', async (_what, answer, data, misfits) => {
    const document = '{ product { size { width } parts { title } kind price } }'
    const run = startRun(loaded, NO_FAULTS)
    const outcome = await answering(JSON.parse(answer))(loaded, run, { document })
    expect(outcome.data).toBe(data)
    expect(outcome.incomplete.map(({ path }) => path?.join('/'))).toEqual(misfits)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

const ODD = [null, 'odd', '', 0, -1.5, 1e21, true, [], {}, [null], [[{}]], { __typename: 'Query' }, { __proto__: null }]

/** What a subgraph answered, with something else here and there. */
function tamper(value: unknown, tape: Tape): unknown {
  const way = tape.next(24)
  if (way === 23) return pick(tape, ODD)
  if (way === 22) return [value]
  if (Array.isArray(value)) {
    const items = value.map((item) => tamper(item, tape))
    return way === 21 ? items.slice(1) : way === 20 ? [...items, ...items] : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(() => tape.next(24) !== 23)
  const odd = JSON.stringify(pick(tape, ODD))
  const more = way === 19 ? [`"__proto__":${odd}`, `"constructor":${odd}`] : []
  return JSON.parse(`{${[...more, ...entries.map(([key, below]) => pair(key, tamper(below, tape)))].join(',')}}`)
}

const pair = (key: string, value: unknown) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}`

/** The document with the type of every object under a key of its own. */
function withTypes({ apiSchema }: LoadedGraph, document: string): string {
  const types = new TypeInfo(apiSchema)
  const ownType: FieldNode = { kind: Kind.FIELD, alias: name('own_type'), name: name('__typename') }
  const leave = (set: SelectionSetNode) =>
    types.getParentType()?.name.startsWith('__') ? undefined : { ...set, selections: [ownType, ...set.selections] }
  return print(visit(parse(document), visitWithTypeInfo(types, { SelectionSet: { leave } })))
}

const name = (value: string): NameNode => ({ kind: Kind.NAME, value })

/** Reads an answer as if it were the data itself. What fits the schema comes out as it was. */
function readAgain({ apiSchema }: LoadedGraph, { document, variables = {} }: ClientRequest, data: string) {
  const { data: again, errors = [] } = executeSync({
    schema: apiSchema,
    document: parse(document),
    rootValue: JSON.parse(data),
    variableValues: variables,
    fieldResolver: (source, _args, _context, { path }) =>
      Object.hasOwn(source, path.key) ? source[path.key] : undefined,
    typeResolver: (value) => value.own_type,
  })
  return { again: JSON.stringify(again), errors: errors.map(({ message }) => message) }
}

describe.each([shop, media, ledger, bazaar])('on the graph of $name, whatever subgraphs answer,', (graph) => {
  const loaded = loadGraph(graph)
  const words = Object.keys(graph.objects).map((id) => id.split('/')[1] ?? '')

  test('the answer fits the schema', async () => {
    const requests = arbitraryRequest(loaded.apiSchema, { words }).map(({ document, variables }) => ({
      document: withTypes(loaded, document),
      variables,
    }))
    const decisions = fc.array(fc.nat(997), { maxLength: 400, size: 'max' })
    const property = fc.asyncProperty(requests, decisions, async (request, tampering) => {
      fc.pre((await unplannable(loaded, request, NO_FAULTS)) === null)
      const tape = createTape(tampering)
      const ask: typeof askSubgraph = async (...asked) => {
        const { data, errors } = await askSubgraph(...asked)
        return { data: tamper(data, tape) as Record<string, unknown>, ...(errors ? { errors } : {}), unescaped: false }
      }
      const { data } = await executeWith(ask)(loaded, startRun(loaded, NO_FAULTS), request)
      if (data !== 'null') expect(readAgain(loaded, request, data)).toEqual({ again: data, errors: [] })
      expect(Object.keys(Object.prototype)).toEqual([])
    })
    await fc.assert(property, sweep)
  })
})
