import type { RequestContext } from '@lms/kit/subgraph'
import type { Deps } from './deps.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type { Act, Tx } from './deps.ts'

/** What resolvers and operations get. */
export type Context = Deps &
  RequestContext & {
    loaders: Loaders
    /** What the loaders read from. */
    reader: Deps['replica']
  }

export function createContext(deps: Deps, request: RequestContext): Context {
  // Who has no account has written nothing, and sees nothing but what was public a few seconds ago.
  const reader = request.viewer.kind === 'anonymous' ? deps.replica : deps.db
  const newLoaders = () => createLoaders(reader, request.viewer)
  const loaders = newLoaders()
  return {
    ...deps,
    ...request,
    reader,
    loaders,
    // What a mutation changed has to be read anew by the rest of the request; Apollo hands out copies of this object.
    transact: async (run) => {
      const result = await deps.transact(run)
      Object.assign(loaders, newLoaders())
      return result
    },
  }
}
