import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { postMessage as run } from '../../post-message.ts'

export const postMessage: NonNullable<MutationResolvers['postMessage']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ message: await run(ctx, input) }))
