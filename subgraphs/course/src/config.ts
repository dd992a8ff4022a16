import { type Environment, parseEnvironment, port, subgraphEnvironment } from '@lms/kit/config'
import { z } from 'zod'

/** Environment of the course service. */
export const courseEnvironment = subgraphEnvironment.extend({
  COURSE_SERVICE_PORT: port(3002).describe('Port of the course service'),
  FRONTEND_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Where the web application is; it shows certificates at /certificates/<serial>'),
})

export type CourseConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(courseEnvironment, environment)
  return { ...parsed, port: parsed.COURSE_SERVICE_PORT }
}
