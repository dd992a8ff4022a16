import type { ThrottleStatus } from './cost-budget.ts'

export function rateLimitHeaders(_status: ThrottleStatus): Record<string, string> {
  return {}
}
