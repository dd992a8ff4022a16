import { HUNDREDTHS } from '../../questions/score-answer.ts'
import type { SubmissionResolvers } from '../../types.generated.ts'
import { assignmentOf } from '../assignment-of.ts'
import { isLate, submissionStatus } from '../submission-state.ts'

export const Submission: SubmissionResolvers = {
  assignment: (submission, _args, ctx) => assignmentOf(ctx, submission),
  user: ({ userId }) => ({ id: userId }),
  files: ({ fileIds }) => fileIds.map((id) => ({ id })),
  late: async (submission, _args, ctx) => isLate(submission, await assignmentOf(ctx, submission)),
  status: submissionStatus,
  gradedBy: ({ gradedById }) => (gradedById === null ? null : { id: gradedById }),
  points: ({ awardedHundredths }) => (awardedHundredths === null ? null : awardedHundredths / HUNDREDTHS),
}
