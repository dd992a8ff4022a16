import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { addSection as run } from '../../add-section.ts'

export const addSection: NonNullable<MutationResolvers['addSection']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
