import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CostReport, writeCostReport } from './cost-report.ts'

const number = fc.double({ noDefaultInfinity: true, noNaN: true })
const report = fc.record(
  {
    requestedQueryCost: number,
    actualQueryCost: fc.option(number),
    throttleStatus: fc.record({ maximumAvailable: number, currentlyAvailable: number, restoreRate: number }),
  },
  { requiredKeys: ['requestedQueryCost', 'actualQueryCost'] },
)

test('a report is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(report, (cost: CostReport) => {
      expect(JSON.parse(writeCostReport(cost))).toEqual(JSON.parse(JSON.stringify(cost)))
    }),
  )
})
