import { submissionReceived } from '@lms/contracts/assessment'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import type { Tx } from '../deps.ts'
import { replaceClaims } from '../modules/files/replace-claims.ts'

/** A submission claims the files that were handed in last. */
export const onSubmissionReceived = handles(
  submissionReceived,
  ({ data, aggregateversion }, { tx }: HandlerContext<Tx>) =>
    replaceClaims(tx, {
      ownerType: 'SUBMISSION',
      ownerId: data.submissionId,
      courseId: data.courseId,
      claimantId: data.userId,
      fileIds: data.fileIds,
      version: aggregateversion,
    }),
)
