import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { retirePersistedOperations as run } from '../../retire-persisted-operations.ts'

export const retirePersistedOperations: NonNullable<MutationResolvers['retirePersistedOperations']> = (
  _parent,
  { input },
  ctx,
) => withUserErrors(async () => ({ partner: await run(ctx, input) }))
