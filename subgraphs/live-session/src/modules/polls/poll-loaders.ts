import { loadMany, loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from '../../generated/prisma/client.ts'

/** Batched reads of what polls hold. */
export function createPollLoaders(db: PrismaClient, viewer: Viewer) {
  return {
    optionsByPollId: loadMany(
      (pollIds: string[]) =>
        db.pollOption.findMany({ where: { pollId: { in: pollIds } }, orderBy: { position: 'asc' } }),
      (option) => option.pollId,
    ),
    votesByPollId: loadMany(
      (pollIds: string[]) => db.$queryRaw<{ pollId: string; optionId: string; votes: number }[]>`
        select poll_id as "pollId", option_id as "optionId", count(*)::integer as votes
        from poll_ballot, unnest(option_ids) as option_id where poll_id = any(${pollIds}) group by 1, 2`,
      (option) => option.pollId,
    ),
    votersByPollId: loadOne(
      (pollIds: string[]) => db.$queryRaw<{ pollId: string; voters: number }[]>`
        select poll_id as "pollId", count(*)::integer as voters
        from poll_ballot where poll_id = any(${pollIds}) group by 1`,
      (poll) => poll.pollId,
    ),
    ownBallotByPollId: loadOne(
      (pollIds: string[]) =>
        db.pollBallot.findMany({ where: { pollId: { in: pollIds }, userId: viewer.kind === 'user' ? viewer.id : '' } }),
      (ballot) => ballot.pollId,
    ),
  }
}
