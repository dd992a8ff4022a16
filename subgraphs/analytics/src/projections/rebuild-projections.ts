import type { Environment } from '@lms/kit/config'
import { withDatabase } from '@lms/kit/with-database'
import { Prisma, PrismaClient } from '../generated/prisma/client.ts'
import { PROJECTIONS } from './projections.ts'

const LONGEST_REBUILD_MS = 60 * 60_000

/**
 * Makes every projection again from the log, as one transaction: readers see the old rows until all new ones are there,
 * new events wait and are taken in afterwards. Two rebuilds take turns.
 */
export function rebuildProjections(environment: Environment): Promise<void> {
  return withDatabase('analytics-service', environment, PrismaClient, (db: PrismaClient) =>
    db.$transaction(
      async (tx) => {
        await tx.$executeRaw`set local statement_timeout = 0`
        // Whoever has begun to add an event holds the log's lock until its projections are written.
        await tx.$executeRaw`set local lock_timeout = '1min'`
        await tx.$executeRaw`lock table event_log in share row exclusive mode`
        for (const { table, project } of PROJECTIONS) {
          await tx.$executeRaw`delete from ${Prisma.raw(table)}`
          await project(tx, Prisma.sql`true`)
        }
      },
      { timeout: LONGEST_REBUILD_MS },
    ),
  )
}
