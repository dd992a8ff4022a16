import type { RequestContext } from '@lms/kit/subgraph'
import type { Deps } from './deps.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type { Act, Tx } from './deps.ts'

/** What resolvers and operations get. */
export type Context = Deps & RequestContext & { loaders: Loaders }

export function createContext(deps: Deps, request: RequestContext): Context {
  const newLoaders = () => createLoaders(deps.db, request.viewer)
  const loaders = newLoaders()
  return {
    ...deps,
    ...request,
    loaders,
    // What a mutation changed has to be read anew by the rest of the request; Apollo hands out copies of this object.
    transact: async (run) => {
      const result = await deps.transact(run)
      Object.assign(loaders, newLoaders())
      return result
    },
  }
}
