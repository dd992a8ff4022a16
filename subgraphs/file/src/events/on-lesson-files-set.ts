import { lessonFilesSet } from '@lms/contracts/course'
import { type HandlerContext, handles, onlyKeeps } from '@lms/kit/events/handles'
import type { Tx } from '../deps.ts'
import { replaceClaims } from '../modules/files/replace-claims.ts'

/** A lesson claims the files that it uses now. */
export const onLessonFilesSet = onlyKeeps(
  'claim_owner',
  handles(lessonFilesSet, ({ data, aggregateversion }, { tx }: HandlerContext<Tx>) =>
    replaceClaims(tx, {
      ownerType: 'LESSON',
      ownerId: data.lessonId,
      courseId: data.courseId,
      claimantId: null,
      fileIds: data.fileIds,
      version: aggregateversion,
    }),
  ),
)
