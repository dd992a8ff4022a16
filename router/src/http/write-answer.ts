import { writeCostReport } from '../budget/cost-report.ts'
import { formatRouterError } from '../format-error.ts'
import type { Answer } from './answer.ts'

/** The JSON text of an answer. The data is JSON already; what is beside it is small. */
export function writeAnswer({ errors, data, cost }: Answer['body'], requestId: string): string {
  const errorsText = errors && JSON.stringify(errors.map((error) => formatRouterError(error, requestId)))
  // Added up, and neither joined nor cut, which would copy the data.
  let text = ''
  if (errorsText !== undefined) text = `{"errors":${errorsText}`
  if (data !== undefined) text += `${text ? ',' : '{'}"data":${data}`
  if (cost) text += `${text ? ',' : '{'}"extensions":{"cost":${writeCostReport(cost)}}`
  return `${text || '{'}}`
}
