import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExchangeWatch, NOWHERE, type Watched } from './exchange-watch.ts'

test('it looks after what is under way and nothing else, whatever came and went', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (steps) => {
      const watch = new ExchangeWatch()
      const looked = new Set<Watched>()
      const { promise: hasLooked, resolve } = Promise.withResolvers<void>()
      const last = { place: NOWHERE, look: () => resolve() }
      const underWay: Watched[] = []
      const gone: Watched[] = []
      for (const step of steps) {
        const [leaving] = underWay.length > 0 && step % 3 === 0 ? underWay.splice(step % underWay.length, 1) : []
        if (leaving) {
          watch.delete(leaving)
          gone.push(leaving)
        } else {
          const coming: Watched = { place: NOWHERE, look: () => looked.add(coming) }
          watch.add(coming)
          underWay.push(coming)
        }
      }
      // A second time changes nothing.
      for (const each of gone) watch.delete(each)
      watch.add(last)
      await hasLooked
      expect(looked).toEqual(new Set(underWay))
      for (const each of [...underWay, last]) watch.delete(each)
    }),
    { numRuns: 20 },
  )
})

test('one that ends another while it is looked after leaves out nobody', async () => {
  const watch = new ExchangeWatch()
  const looked: number[] = []
  const { promise: hasLooked, resolve } = Promise.withResolvers<void>()
  for (const name of [1, 2, 3]) {
    const exchange: Watched = {
      place: NOWHERE,
      look() {
        looked.push(name)
        watch.delete(exchange)
        if (looked.length === 3) resolve()
      },
    }
    watch.add(exchange)
  }
  await hasLooked
  expect(looked).toEqual([1, 2, 3])
})
