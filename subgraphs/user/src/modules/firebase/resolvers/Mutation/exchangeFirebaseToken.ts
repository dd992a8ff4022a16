import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { exchangeFirebaseToken as run } from '../../exchange-firebase-token.ts'

export const exchangeFirebaseToken: NonNullable<MutationResolvers['exchangeFirebaseToken']> = (
  _parent,
  { input },
  ctx,
) => withUserErrors(() => run(ctx, input))
