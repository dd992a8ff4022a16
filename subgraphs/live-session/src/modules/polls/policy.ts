import { refuse } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { PollModel } from '../../generated/prisma/models.ts'
import { findSession, leads } from '../sessions/policy.ts'

/** A poll of a session that the viewer may see. Refuses NOT_FOUND. */
export async function requirePoll(ctx: Context, pollId: string): Promise<PollModel> {
  const poll = await ctx.db.poll.findUnique({ where: { id: pollId } })
  return poll && (await findSession(ctx, poll.sessionId)) ? poll : refuseUnknown()
}

/** A poll of a session that the viewer leads. Refuses NOT_FOUND. */
export async function requireLedPoll(ctx: Context, pollId: string): Promise<PollModel> {
  const poll = await ctx.db.poll.findUnique({ where: { id: pollId } })
  return poll && (await leadsPoll(ctx, poll)) ? poll : refuseUnknown()
}

/** Whether the viewer sees what each option got: leaders always, others at the end or where the poll says so. */
export async function seesVotes(ctx: Context, poll: PollModel): Promise<boolean> {
  return poll.closedAt !== null || poll.resultsVisible || (await leadsPoll(ctx, poll))
}

async function leadsPoll(ctx: Context, { sessionId }: PollModel): Promise<boolean> {
  const session = await ctx.loaders.sessionById.load(sessionId)
  return session !== null && (await leads(ctx, session))
}

const refuseUnknown = (): never => refuse('NOT_FOUND', 'There is no such poll.', 'pollId')
