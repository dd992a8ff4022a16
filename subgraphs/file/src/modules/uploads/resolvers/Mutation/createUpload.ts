import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createUpload as run } from '../../create-upload.ts'

export const createUpload: NonNullable<MutationResolvers['createUpload']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
