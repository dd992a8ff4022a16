import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createAssignment as run } from '../../create-assignment.ts'

export const createAssignment: NonNullable<MutationResolvers['createAssignment']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ assignment: await run(ctx, input) }))
