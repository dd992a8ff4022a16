import { submissionReceived } from '@lms/contracts/assessment'
import { type HandlerContext, handles, onlyKeeps } from '@lms/kit/events/handles'
import type { Tx } from '../deps.ts'
import { replaceClaims } from '../modules/files/replace-claims.ts'

/** A submission claims the files that were handed in last. */
export const onSubmissionReceived = onlyKeeps(
  'claim_owner',
  handles(submissionReceived, ({ data, aggregateversion }, { tx }: HandlerContext<Tx>) =>
    replaceClaims(tx, {
      ownerType: 'SUBMISSION',
      ownerId: data.submissionId,
      courseId: data.courseId,
      claimantId: data.userId,
      fileIds: data.fileIds,
      version: aggregateversion,
    }),
  ),
)
