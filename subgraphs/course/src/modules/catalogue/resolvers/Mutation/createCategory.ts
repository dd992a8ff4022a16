import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createCategory as run } from '../../create-category.ts'

export const createCategory: NonNullable<MutationResolvers['createCategory']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ category: await run(ctx, input) }))
