import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { completeUpload as run } from '../../complete-upload.ts'

export const completeUpload: NonNullable<MutationResolvers['completeUpload']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ file: await run(ctx, input) }))
