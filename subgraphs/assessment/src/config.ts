import { type Environment, parseEnvironment, port, subgraphEnvironment } from '@lms/kit/config'

/** Environment of the assessment service. */
export const assessmentEnvironment = subgraphEnvironment.extend({
  ASSESSMENT_SERVICE_PORT: port(3004).describe('Port of the assessment service'),
})

export type AssessmentConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(assessmentEnvironment, environment)
  return { ...parsed, port: parsed.ASSESSMENT_SERVICE_PORT }
}
