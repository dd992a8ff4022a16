import { expect, test } from 'vitest'
import { metricsIn } from './metrics-in.ts'

test.each([
  ['up', ['up']],
  ['histogram_quantile(0.95, sum by (le) (rate(a_bucket{x="b or c"}[5m])))', ['a_bucket']],
  ['(a:b > 0.05 or c) and on (service) d unless max by (e) (f) == 1', ['a:b', 'c', 'd', 'f']],
  ['1 - a / b > 14.4 * 0.001', ['a', 'b']],
])('%s asks for %j', (expression, names) => {
  expect(metricsIn(expression)).toEqual(names)
})
