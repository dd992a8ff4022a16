import type { HandlerContext } from '@lms/kit/events/handles'
import type { ServiceBase } from '@lms/kit/service'
import type { FileConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { ObjectStorage } from './object-storage.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<FileConfig, PrismaClient, Tx> {
  storage: ObjectStorage
}

/** What reactions to events get. */
export type EventContext = Deps & HandlerContext<Tx>
