import type { EventEnvelope } from '@lms/contracts/event'
import type { Deps, Tx } from '../deps.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { PROJECTIONS } from '../projections/projections.ts'

/** Adds an event to the log and to the projections that are made of its type; one that is there already is left. */
export async function recordEvent(
  { tx, clock }: { tx: Tx } & Pick<Deps, 'clock'>,
  { id, type, subject, aggregateversion, time }: Omit<EventEnvelope, 'data'>,
  data: Prisma.InputJsonObject,
): Promise<void> {
  const { count } = await tx.eventLog.createMany({
    data: { id, type, subject, version: aggregateversion, occurredAt: time, receivedAt: clock.now(), data },
    skipDuplicates: true,
  })
  if (count === 0) return
  for (const { types, project } of PROJECTIONS) {
    if (types.includes(type)) await project(tx, Prisma.sql`id = ${id}`)
  }
}
