import type { HandlerContext } from '@lms/kit/events/handles'
import type { ServiceBase } from '@lms/kit/service'
import type { CourseConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export type Deps = ServiceBase<CourseConfig, PrismaClient, Tx>

/** What reactions to other domains' events get. */
export type EventContext = Deps & HandlerContext<Tx>

/** When and why something is done, for the rows and events that tell of it. */
export type Act = Pick<EventContext, 'clock' | 'cause'>
