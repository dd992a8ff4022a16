import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { enroll as run } from '../../enroll.ts'

export const enroll: NonNullable<MutationResolvers['enroll']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ enrollment: await run(ctx, input) }))
