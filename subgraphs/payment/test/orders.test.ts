import { newId } from '@lms/kit/ids'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { ORDER, startTestPayment } from './start-payment.ts'

const payment = setUp(startTestPayment)

describe('an order of somebody else', () => {
  test('does not exist for a stranger, by query or by reference', async () => {
    const buyer = createViewer()
    const { order } = await payment.checkout(buyer, [await payment.course()])
    const references = [{ __typename: 'Order', id: order.id }]
    const seenBy = async (viewer: typeof buyer | null) =>
      (await payment.entities(viewer, references, `... on Order { ${ORDER} buyer { id } }`)).data._entities
    for (const stranger of [createViewer(), createViewer('INSTRUCTOR')]) {
      expect(await payment.order(stranger, order.id)).toBeNull()
      expect(await seenBy(stranger)).toEqual([null])
    }
    expect(await seenBy(null)).toEqual([null])
    for (const viewer of [buyer, createViewer('ADMIN')]) {
      expect((await payment.order(viewer, order.id))?.id).toBe(order.id)
      expect(await seenBy(viewer)).toMatchObject([{ id: order.id, buyer: { id: buyer.id } }])
    }
    expect(await payment.order(buyer, newId('order'))).toBeNull()
  })

  test('is not in the list that a stranger asks for', async () => {
    const buyer = createViewer()
    await payment.checkout(buyer, [await payment.course()])
    const list = async (viewer: typeof buyer | null) =>
      payment.entities(viewer, [{ __typename: 'User', id: buyer.id }], '... on User { id orders { totalCount } }')
    for (const viewer of [createViewer(), null]) {
      const { data, errors } = await list(viewer)
      expect(data._entities).toEqual([{ __typename: 'User', id: buyer.id, orders: null }])
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    }
    for (const viewer of [buyer, createViewer('ADMIN')]) {
      expect((await list(viewer)).data._entities[0].orders).toEqual({ totalCount: 1 })
    }
  })

  test('cannot be asked for or placed without signing in', async () => {
    const id = newId('order')
    const { errors } = await payment.execute(null, 'query ($id: ID!) { order(id: $id) { id } }', { id })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    const checkout =
      'mutation ($input: CheckoutInput!) { checkout(input: $input) { order { id } userErrors { code } } }'
    const input = { items: [{ courseId: newId('course') }], provider: 'STRIPE', idempotencyKey: 'k' }
    expect((await payment.execute(null, checkout, { input })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe("a person's orders", () => {
  const LIST =
    '... on User { orders(first: $FIRST) { nodes { id lines { price { decimal } course { id } } payments { status } } pageInfo { hasNextPage } totalCount } }'

  test('come newest first, by a number of statements that does not grow with them', async () => {
    const buyer = createViewer()
    const placed: string[] = []
    for (let index = 0; index < 6; index++) {
      placed.unshift((await payment.checkout(buyer, [await payment.course(), await payment.course()])).order.id)
    }
    const list = async (first: number) => {
      const references = [{ __typename: 'User', id: buyer.id }]
      const { data } = await payment.entities(buyer, references, LIST.replace('$FIRST', String(first)))
      return data._entities[0].orders
    }
    const orders = await list(6)
    expect(orders.nodes.map(({ id }: { id: string }) => id)).toEqual(placed)
    expect([orders.totalCount, orders.pageInfo.hasNextPage]).toEqual([6, false])
    const countOf = (first: number) => countStatements(payment, () => list(first))
    expect(await countOf(6)).toBe(await countOf(2))
  })

  test.each(['first: 0', 'first: -1', 'first: 1000', 'first: 1, last: 1', 'after: "junk"'])(
    'asked for by %s are bad input',
    async (page) => {
      const buyer = createViewer()
      const references = [{ __typename: 'User', id: buyer.id }]
      const { errors } = await payment.entities(buyer, references, `... on User { orders(${page}) { totalCount } }`)
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    },
  )
})
