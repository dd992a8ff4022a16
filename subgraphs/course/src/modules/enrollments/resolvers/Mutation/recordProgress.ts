import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { recordProgress as run } from '../../record-progress.ts'

export const recordProgress: NonNullable<MutationResolvers['recordProgress']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ enrollment: await run(ctx, input) }))
