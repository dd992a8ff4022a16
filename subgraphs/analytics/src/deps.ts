import type { ServiceBase } from '@lms/kit/service'
import type { AnalyticsConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export type Deps = ServiceBase<AnalyticsConfig, PrismaClient, Tx>
