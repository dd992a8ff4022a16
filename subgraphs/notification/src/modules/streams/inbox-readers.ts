import { loadTogether } from '@lms/kit/loaders'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { NotificationModel } from '../../generated/prisma/models.ts'

/** A place in somebody's inbox: behind the change of this number. */
export interface InboxPlace {
  recipientId: string
  after: number
}

/** Reads that all streams of this process share: those who look at the same moment cost one statement together. */
export interface InboxReaders {
  /** The next notifications behind a place, in order. */
  readNews(place: InboxPlace): Promise<NotificationModel[]>
  /** Number of the latest change of a person's inbox; 0 before the first. */
  readRevision(recipientId: string): Promise<number>
}

/** How many notifications of one person are read at a time. */
export const NEWS_AT_A_TIME = 50

export function createInboxReaders(db: PrismaClient): InboxReaders {
  return {
    readNews: loadTogether((places: readonly InboxPlace[]) => readNews(db, places)),
    readRevision: loadTogether(async (recipientIds: readonly string[]) => {
      const inboxes = await db.inbox.findMany({ where: { recipientId: { in: [...recipientIds] } } })
      const revisions = new Map(inboxes.map(({ recipientId, revision }) => [recipientId, revision]))
      return recipientIds.map((recipientId) => revisions.get(recipientId) ?? 0)
    }),
  }
}

async function readNews(db: PrismaClient, places: readonly InboxPlace[]): Promise<NotificationModel[][]> {
  const found = await db.$queryRaw<{ place: number; id: string }[]>`
    select place::integer, news.id
    from unnest(
      ${places.map(({ recipientId }) => recipientId)}::text[], ${places.map(({ after }) => after)}::integer[]
    ) with ordinality as wanted(recipient_id, after, place)
    cross join lateral (
      select id, sequence from notification
      where notification.recipient_id = wanted.recipient_id and sequence > wanted.after
      order by sequence limit ${NEWS_AT_A_TIME}
    ) news
    order by place, sequence`
  if (found.length === 0) return places.map(() => [])
  const rows = await db.notification.findMany({ where: { id: { in: [...new Set(found.map(({ id }) => id))] } } })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byPlace = Map.groupBy(found, ({ place }) => place)
  return places.map((_, index) => (byPlace.get(index + 1) ?? []).flatMap(({ id }) => byId.get(id) ?? []))
}
