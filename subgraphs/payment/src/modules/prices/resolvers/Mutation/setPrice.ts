import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { setPrice as run } from '../../set-price.ts'

export const setPrice: NonNullable<MutationResolvers['setPrice']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
