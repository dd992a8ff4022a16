import { type CourseAccess, createCourseAccess } from '@lms/kit/course-access'
import type { RequestContext } from '@lms/kit/subgraph'
import type { Deps } from './deps.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type { Tx } from './deps.ts'

/** What resolvers and operations get. */
export type Context = Deps & RequestContext & { loaders: Loaders; access: CourseAccess; requestedAt: Date }

export function createContext(deps: Deps, request: RequestContext): Context {
  // One present for the whole request, or the default ranges of its courses would differ and could not share statements.
  const requestedAt = deps.clock.now()
  return {
    ...deps,
    ...request,
    requestedAt,
    // Statistics come late anyway and say how late; whose they are is decided at the primary.
    loaders: createLoaders(deps.replica, requestedAt),
    access: createCourseAccess(deps.db, request.viewer),
  }
}
