import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { renewUpload as run } from '../../renew-upload.ts'

export const renewUpload: NonNullable<MutationResolvers['renewUpload']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
