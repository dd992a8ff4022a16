import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createPriceList } from '../../test/cost/price-list.ts'

const supergraph = readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8')
const product = createPriceList(supergraph)

test('a page of courses: one page, one request for prices, one for instructors', () => {
  const operation = `query ($first: Int!) {
    courses(first: $first) {
      nodes { id slug title summary rating { average } enrollmentCount instructor { displayName } price { decimal currency } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }`
  const cost = (first: number) => {
    const connection = 1 + first * (1 + 1 + 1) + 1 + 2 // nodes { rating, instructor }, pageInfo, totalCount
    return connection + first * (1 + 1) + first * 1 // Course { price }, User
  }
  const formula = product.formula(operation)
  expect([1, 20, 100].map((first) => formula.estimate({ first }))).toEqual([cost(1), cost(20), cost(100)])
  expect(cost(20)).toBe(124)
})

test("a learner's dashboard: five services", () => {
  const operation = `{
    me {
      displayName
      unreadNotificationCount
      enrollments(first: 10) {
        nodes { status progress { percent resumeLesson { title } } course { title instructor { displayName } } }
      }
      notifications(first: 5) { nodes { title createdAt } }
      learningStats { enrollments }
    }
  }`
  const user = 1
  const enrollments = 1 + (1 + 10 * (1 + (1 + 1) + (1 + 1))) // User, connection, nodes { progress, course }
  const instructors = 10 * 1
  const notifications = 1 + 1 + (1 + 5 * 1) // User, the counter's own weight, connection
  const stats = 1 + 10 // User, the statistics' own weight
  expect(product.estimate(operation)).toBe(user + enrollments + instructors + notifications + stats)
})

test('a checkout: a mutation with a weight of its own and its input', () => {
  const operation = `mutation ($input: CheckoutInput!) {
    checkout(input: $input) {
      order { id total { decimal } lines { course { title } price { decimal } } }
      payment { provider clientSecret }
    }
  }`
  const courses = (count: number) => Array.from({ length: count }, (_, index) => ({ courseId: `course_${index}` }))
  const input = (count: number) => ({ items: courses(count), provider: 'STRIPE', idempotencyKey: 'k' })
  const cost = (count: number) => {
    const sent = 1 + count * 1
    const order = 1 + 1 + 3 * (1 + 1 + 1) // total, lines { course, price }
    return 10 + (50 + order + 1 + sent) + 3 * 1 // … and Course once per line
  }
  expect(product.estimate(operation, { input: input(1) })).toBe(cost(1))
  expect(product.estimate(operation, { input: input(20) })).toBe(cost(20))
})

test('the examples of the documentation', () => {
  const guide = readFileSync(new URL('../../../docs/api/cost.md', import.meta.url), 'utf8')
  const example = /```graphql\n(.*?)```\n(?:\n```json\n(.*?)```\n)?.*?\*\*(\d+) points\*\*/gs
  const examples = [...guide.matchAll(example)].map(([, operation = '', variables = '{}', points]) => ({
    operation,
    cost: product.estimate(operation, JSON.parse(variables)),
    points: Number(points),
  }))
  expect(examples).toHaveLength(3)
  for (const { operation, cost, points } of examples) expect(cost, operation).toBe(points)
})

test('a refused mutation is expected to give one reason', () => {
  expect(product.estimate('mutation { signOut { userErrors { code field } } }')).toBe(10 + (1 + 1 * 1))
})

test('guessing passwords empties the budget of an address', () => {
  const guess = `mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }`
  const cost = product.estimate(guess, { input: { email: 'ada@example.com', password: 'x' } })
  expect(cost).toBe(10 + (100 + 1 + 1 + 1)) // the weight of signIn, the session, one reason, the input
})

test('the smallest answers', () => {
  expect(product.estimate('{ __typename }')).toBe(0)
  expect(product.estimate('{ me { displayName } }')).toBe(1)
})
