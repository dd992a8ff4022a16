import * as analytics from './analytics.ts'
import * as assessment from './assessment.ts'
import * as course from './course.ts'
import type { Domain, EventDefinition } from './event.ts'
import * as file from './file.ts'
import * as liveSession from './live-session.ts'
import * as notification from './notification.ts'
import * as payment from './payment.ts'
import * as user from './user.ts'

const MODULES = [user, course, payment, assessment, liveSession, file, notification, analytics]

const isDefinition = (value: unknown): value is EventDefinition =>
  typeof value === 'object' && value !== null && 'type' in value && 'topic' in value

/** Every event that the product knows, by domain. */
export const EVENTS: readonly EventDefinition[] = MODULES.flatMap((module) =>
  Object.values(module).filter(isDefinition),
)

/** One topic per domain. */
export const TOPICS: readonly string[] = [...new Set(EVENTS.map(({ topic }) => topic))]

/** All domains, each with a service and a database of its own. */
export const DOMAINS: readonly Domain[] = [...new Set(EVENTS.map(({ domain }) => domain))]
