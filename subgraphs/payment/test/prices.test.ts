import { courseCreated } from '@lms/contracts/course'
import { priceSet } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { startTestPayment } from './start-payment.ts'

const payment = setUp(startTestPayment)

const SET_PRICE =
  'mutation ($input: SetPriceInput!) { setPrice(input: $input) { course { id price { minorUnits currency decimal } } userErrors { field code } } }'

async function draft(instructorId: string): Promise<string> {
  const courseId = newId('course')
  const data = { courseId, instructorId, title: 'Course', slug: 'course', status: 'DRAFT' as const }
  await payment.deliver(courseCreated, { subject: courseId, data })
  return courseId
}

const pricesOf = async (courseIds: string[]) => {
  const references = courseIds.map((id) => ({ __typename: 'Course', id }))
  const { data } = await payment.entities(null, references, '... on Course { price { minorUnits currency decimal } }')
  return data._entities.map(({ price }: { price: unknown }) => price)
}

test('the instructor prices a course, anybody sees it, and the other domains hear of it', async () => {
  const teacher = createViewer('INSTRUCTOR')
  const courseId = await draft(teacher.id)
  expect(await pricesOf([courseId])).toEqual([null])
  const input = { courseId, minorUnits: 1990, currency: 'EUR' }
  const { data } = await payment.execute(teacher, SET_PRICE, { input })
  const price = { minorUnits: 1990, currency: 'EUR', decimal: '19.90' }
  expect(data.setPrice).toEqual({ course: { id: courseId, price }, userErrors: [] })
  expect(await pricesOf([courseId])).toEqual([price])
  const events = (await payment.outbox(priceSet)).filter(({ subject }) => subject === courseId)
  expect(events.map(({ data, aggregateversion }) => [aggregateversion, data])).toEqual([
    [1, { courseId, price: { minorUnits: '1990', currency: 'EUR' } }],
  ])
})

test('each change is a new version; setting the same price again is none', async () => {
  const teacher = createViewer('INSTRUCTOR')
  const courseId = await draft(teacher.id)
  for (const minorUnits of [1990, 1990, 0, 500]) {
    await payment.execute(teacher, SET_PRICE, { input: { courseId, minorUnits, currency: 'EUR' } })
  }
  const events = (await payment.outbox(priceSet)).filter(({ subject }) => subject === courseId)
  expect(events.map(({ aggregateversion, data }) => [aggregateversion, data.price.minorUnits])).toEqual([
    [1, '1990'],
    [2, '0'],
    [3, '500'],
  ])
})

test('prices set at once are told in the order in which they took effect', async () => {
  const teacher = createViewer('INSTRUCTOR')
  const courseId = await draft(teacher.id)
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      payment.execute(teacher, SET_PRICE, { input: { courseId, minorUnits: index, currency: 'EUR' } }),
    ),
  )
  const events = (await payment.outbox(priceSet)).filter(({ subject }) => subject === courseId)
  expect(events.map(({ aggregateversion }) => aggregateversion)).toEqual(events.map((_, index) => index + 1))
  const [price] = await pricesOf([courseId])
  expect(String(price.minorUnits)).toBe(events.at(-1)?.data.price.minorUnits)
})

test('amounts are exact in every currency up to 2^53−1', async () => {
  const teacher = createViewer('INSTRUCTOR')
  const courseIds: string[] = []
  const prices = [
    { minorUnits: 9007199254740991, currency: 'EUR', decimal: '90071992547409.91' },
    { minorUnits: 10000, currency: 'JPY', decimal: '10000' },
    { minorUnits: 1234, currency: 'KWD', decimal: '1.234' },
    { minorUnits: 0, currency: 'INR', decimal: '0.00' },
  ]
  for (const { minorUnits, currency } of prices) {
    const courseId = await draft(teacher.id)
    courseIds.push(courseId)
    await payment.execute(teacher, SET_PRICE, { input: { courseId, minorUnits, currency } })
  }
  expect(await pricesOf(courseIds)).toEqual(prices)
})

test.each([
  ['a negative amount', { minorUnits: -1 }, 'minorUnits', 'TOO_SMALL'],
  ['an amount above 2^53−1', { minorUnits: '9007199254740992' }, 'minorUnits', 'TOO_BIG'],
  ['an unknown course', { courseId: newId('course') }, 'courseId', 'NOT_FOUND'],
  ['an empty id', { courseId: '' }, 'courseId', 'TOO_SMALL'],
])('%s is refused by field and rule', async (_what, wrong, field, code) => {
  const teacher = createViewer('INSTRUCTOR')
  const input = { courseId: await draft(teacher.id), minorUnits: 100, currency: 'EUR', ...wrong }
  const { data } = await payment.execute(teacher, SET_PRICE, { input })
  expect(data.setPrice).toEqual({ course: null, userErrors: [{ field: ['input', field], code }] })
})

test.each([{ currency: 'EURO' }, { currency: 'ZZZ' }, { minorUnits: 1.5 }, { minorUnits: 'x' }, { minorUnits: null }])(
  '%o is bad input',
  async (wrong) => {
    const teacher = createViewer('INSTRUCTOR')
    const input = { courseId: await draft(teacher.id), minorUnits: 100, currency: 'EUR', ...wrong }
    const { data, errors } = await payment.execute(teacher, SET_PRICE, { input })
    const code = errors?.[0]?.extensions.code ?? data.setPrice.userErrors[0].code
    expect(['BAD_USER_INPUT', 'INVALID_CURRENCY']).toContain(code)
  },
)

test("a foreign course looks unknown to another instructor, and staff may price anybody's", async () => {
  const courseId = await draft(newId('user'))
  const input = { courseId, minorUnits: 100, currency: 'EUR' }
  const foreign = await payment.execute(createViewer('INSTRUCTOR'), SET_PRICE, { input })
  expect(foreign.data.setPrice.userErrors).toEqual([{ field: ['input', 'courseId'], code: 'NOT_FOUND' }])
  const nobody = await payment.execute(null, SET_PRICE, { input })
  expect(nobody.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  const staff = await payment.execute(createViewer('ADMIN'), SET_PRICE, { input })
  expect(staff.data.setPrice.userErrors).toEqual([])
})

test('prices of many courses are read by one statement', async () => {
  const courseIds = await Promise.all(Array.from({ length: 8 }, () => payment.course()))
  const countOf = (ids: string[]) => countStatements(payment, () => pricesOf(ids))
  expect(await countOf(courseIds)).toBe(await countOf(courseIds.slice(0, 2)))
})
