import type { PollModel, PollOptionModel } from '../../generated/prisma/models.ts'

export type PollMapper = PollModel

/** An option with its poll, which settles who sees the votes. */
export type PollOptionMapper = PollOptionModel & { poll: PollModel }
