import { type Environment, parseEnvironment, port, subgraphEnvironment } from '@lms/kit/config'

/** Environment of the analytics service. */
export const analyticsEnvironment = subgraphEnvironment.extend({
  ANALYTICS_SERVICE_PORT: port(3005).describe('Port of the analytics service'),
})

export type AnalyticsConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(analyticsEnvironment, environment)
  return { ...parsed, port: parsed.ANALYTICS_SERVICE_PORT }
}
