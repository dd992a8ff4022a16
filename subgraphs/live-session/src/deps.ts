import type { ServiceBase } from '@lms/kit/service'
import type { Conference } from './conference.ts'
import type { LiveSessionConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<LiveSessionConfig, PrismaClient, Tx> {
  conference: Conference
}
