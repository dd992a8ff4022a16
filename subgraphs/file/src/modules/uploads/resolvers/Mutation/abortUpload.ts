import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { abortUpload as run } from '../../abort-upload.ts'

export const abortUpload: NonNullable<MutationResolvers['abortUpload']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ file: await run(ctx, input) }))
