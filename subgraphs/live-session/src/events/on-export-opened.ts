import { liveSessionCollected } from '@lms/contracts/live-session'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** Where somebody was, and what they said and chose there. */
export const onExportOpened = collects(liveSessionCollected, async (tx: Tx, userId) => {
  const of = { where: { userId }, orderBy: { id: 'asc' } } as const
  return {
    participations: await tx.participant.findMany({
      ...of,
      select: {
        ...{ sessionId: true, role: true, joinedAt: true, mutedAt: true, bannedAt: true },
        presences: { select: { joinedAt: true, leftAt: true }, orderBy: { id: 'asc' } },
      },
    }),
    messages: await tx.message.findMany({
      where: { authorId: userId },
      omit: { authorId: true },
      orderBy: { id: 'asc' },
    }),
    ballots: await tx.pollBallot.findMany({ ...of, select: { pollId: true, optionIds: true, castAt: true } }),
    attendance: await tx.attendance.findMany({ ...of, omit: { userId: true, version: true } }),
    moderations: await tx.moderation.findMany({ ...of, select: { sessionId: true, action: true, at: true } }),
    sessions: await tx.liveSession.findMany({
      where: { hostId: userId },
      select: { id: true, courseId: true, title: true, status: true, startsAt: true, endsAt: true },
      orderBy: { id: 'asc' },
    }),
  }
})
