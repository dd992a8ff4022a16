import type { HandlerContext } from '@lms/kit/events/handles'
import type { Deps, Tx } from '../deps.ts'

/** What the service's reactions to events get. */
export type Handling = Deps & HandlerContext<Tx>
