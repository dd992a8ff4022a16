import type { FetchNode, PlanNode } from '@apollo/query-planner'
import { expect, test } from 'vitest'
import { readPlan } from './read-plan.ts'
import { scheduleRequests } from './schedule-requests.ts'

const fetch = (serviceName: string, about: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  serviceName,
  operation: '',
  operationName: undefined,
  operationKind: 'query' as FetchNode['operationKind'],
  ...about,
})
const entities = (serviceName: string, path: string): PlanNode => ({
  kind: 'Flatten',
  path: path.split('.'),
  node: fetch(serviceName, { requires: [] }),
})
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes })
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes })

/** Requests as `subgraph:path,path`, each with the places of those it waits for. */
function schedule(node: PlanNode, isTrue: (variable: string) => boolean = () => true) {
  const requests = scheduleRequests(readPlan({ kind: 'QueryPlan', node }, isTrue))
  return requests.map(({ fetches, after }) => {
    const paths = fetches.map(({ path }) => path.join('.'))
    const waits = after.map((before) => requests.indexOf(before)).sort()
    return `${fetches[0]?.node.serviceName}:${paths.join(',')}${waits.length > 0 ? ` after ${waits.join(',')}` : ''}`
  })
}

test('entity fetches of one step to one subgraph are one request', () => {
  expect(schedule(sequence(fetch('a'), parallel(entities('b', 'x'), entities('b', 'y'), entities('c', 'x'))))).toEqual([
    'a:',
    'b:x,y after 0',
    'c:x after 0',
  ])
})

test('steps of a sequence stay apart', () => {
  expect(schedule(sequence(fetch('a'), entities('b', 'x'), entities('b', 'x.y')))).toEqual([
    'a:',
    'b:x after 0',
    'b:x.y after 1',
  ])
})

test('a fetch that has time waits for a later one to the same subgraph', () => {
  const plan = sequence(fetch('a'), parallel(entities('b', 'x'), sequence(entities('c', 'y'), entities('b', 'y'))))
  expect(schedule(plan)).toEqual(['a:', 'c:y after 0', 'b:x,y after 0,1'])
})

test('a fetch that others wait for does not wait where that made the plan longer', () => {
  const plan = sequence(
    fetch('a'),
    parallel(sequence(entities('b', 'x'), entities('d', 'x')), sequence(entities('c', 'y'), entities('b', 'y'))),
  )
  expect(schedule(plan)).toEqual(['a:', 'b:x after 0', 'c:y after 0', 'd:x after 1', 'b:y after 2'])
})

test('independent branches share requests, so that the longest of them is as long as before', () => {
  const branch = (root: string, path: string) => sequence(fetch(root), entities('b', path), entities('c', path))
  expect(schedule(parallel(branch('a', 'x'), branch('d', 'y')))).toEqual([
    'a:',
    'd:',
    'b:x,y after 0,1',
    'c:x,y after 2',
  ])
})

test('mutations stay in their order, alone', () => {
  const mutation = (name: string) => fetch(name, { operationKind: 'mutation' as FetchNode['operationKind'] })
  expect(schedule(sequence(mutation('a'), entities('b', 'x'), mutation('a'), entities('b', 'y')))).toEqual([
    'a:',
    'b:x after 0',
    'a: after 1',
    'b:y after 2',
  ])
})

test('what a condition leaves out is neither sent nor waited for', () => {
  const plan = sequence(
    fetch('a'),
    { kind: 'Condition', condition: 'v', ifClause: entities('b', 'x') },
    entities('c', 'x'),
  )
  expect(schedule(plan, () => false)).toEqual(['a:', 'c:x after 0'])
})

test('a plan with @defer is refused', () => {
  expect(() => schedule({ kind: 'Defer', primary: {}, deferred: [] })).toThrow('@defer')
})
