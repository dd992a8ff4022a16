import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { checkout as run } from '../../checkout.ts'

export const checkout: NonNullable<MutationResolvers['checkout']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
