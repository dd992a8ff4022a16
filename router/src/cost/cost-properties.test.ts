import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryQuery, hideInFragments } from '../../test/cost/arbitrary-operation.ts'
import { composeLibrary } from '../../test/cost/library-supergraph.ts'
import { createPriceList } from '../../test/cost/price-list.ts'
import { randomAnswer } from '../../test/cost/random-answer.ts'
import { createTape } from '../../test/documents/tape.ts'
import { compileCost } from './compile-cost.ts'

const library = createPriceList(composeLibrary())
const { schema } = library.model
const queries = arbitraryQuery(schema, ['books', 'shelves', 'bookPage', 'works', 'found', 'authors'])
const sizes = fc.oneof(fc.nat(30), fc.nat(2_147_483_647))
const YES = { yes: true }
/** What the planner adds to it, the key of an author, stands beside the fragment if that is kept. */
const WRITTEN_OUT = 'query { found { __typename ... on Atlas { __typename authors { __typename name } } } }'

describe('an estimate', () => {
  test('is a whole number that JSON can carry', () => {
    fc.assert(
      fc.property(queries, fc.option(sizes), (query, n) => {
        const cost = library.estimate(query, { ...YES, n })
        expect(Number.isSafeInteger(cost) && cost >= 0).toBe(true)
      }),
    )
  })

  test('never falls when more is asked for', () => {
    fc.assert(
      fc.property(queries, sizes, sizes, (query, a, b) => {
        const formula = library.formula(query)
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((n) => formula.estimate({ ...YES, n }))
        expect(less).toBeLessThanOrEqual(more ?? 0)
      }),
    )
  })

  test('is the same for the same selections in fragments', () => {
    fc.assert(
      fc.property(queries, fc.nat(30), fc.array(fc.nat(3), { maxLength: 40 }), (query, n, decisions) => {
        const hidden = hideInFragments(schema, query, decisions)
        expect(library.estimate(hidden, { ...YES, n })).toBe(library.estimate(query, { ...YES, n }))
      }),
      { examples: [[WRITTEN_OUT, 0, [0, 0, 3]]] },
    )
  })

  test('is the same under an @include that holds, and nothing under one that does not', () => {
    fc.assert(
      fc.property(queries, fc.nat(30), (query, n) => {
        const plain = library.estimate(query, { ...YES, n })
        const included = library.formula(query.replace(/\) \{(.*)\}$/, ') { ... @include(if: $yes) {$1} }'))
        expect(included.estimate({ yes: true, n })).toBe(plain)
        expect(included.estimate({ yes: false, n })).toBe(0)
      }),
    )
  })
})

test('actual costs stay below the estimate while lists are no longer than assumed', () => {
  const LONGEST = 4
  const sdl = composeLibrary().replaceAll(/(?<!directive )@listSize\([^)]*\)/g, '')
  const list = createPriceList(sdl, LONGEST)
  fc.assert(
    fc.property(queries, fc.array(fc.nat(997), { maxLength: 400 }), (query, decisions) => {
      const plan = list.plan(query)
      const formula = compileCost({ plan, model: list.model })
      const tape = createTape(decisions)
      const costs = placesOf(plan).map(({ operation, lists }) => {
        const data = randomAnswer(schema, operation, { tape, longest: LONGEST, entities: LONGEST ** lists })
        return formula.run(YES).actual(operation, data)
      })
      const total = costs.reduce((sum, cost) => sum + cost, 0)
      expect(total).toBeLessThanOrEqual(formula.estimate({ ...YES, n: 1 }))
    }),
  )
})

/** The fetches of a plan without conditions, each with the number of lists above its objects. */
function placesOf(
  node: QueryPlan | PlanNode | SubscriptionNode | undefined,
  lists = 0,
): { operation: string; lists: number }[] {
  switch (node?.kind) {
    case 'Fetch':
      return [{ operation: node.operation, lists }]
    case 'Flatten':
      return placesOf(node.node, node.path.filter((element) => element === '@').length)
    case 'QueryPlan':
      return placesOf(node.node)
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((each) => placesOf(each))
    default:
      return []
  }
}
