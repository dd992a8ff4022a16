import type { RequestContext } from '@lms/kit/subgraph'
import type { Deps } from './deps.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type { Tx } from './deps.ts'

/** What resolvers and operations get. */
export type Context = Deps & RequestContext & { loaders: Loaders }

export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...deps,
  ...request,
  loaders: createLoaders(deps.db, deps.redis, deps.clock),
})
