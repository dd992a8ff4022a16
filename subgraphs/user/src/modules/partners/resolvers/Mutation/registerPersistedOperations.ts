import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { registerPersistedOperations as run } from '../../register-persisted-operations.ts'

export const registerPersistedOperations: NonNullable<MutationResolvers['registerPersistedOperations']> = (
  _parent,
  { input },
  ctx,
) => withUserErrors(() => run(ctx, input))
