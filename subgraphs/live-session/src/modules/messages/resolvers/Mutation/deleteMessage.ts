import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { deleteMessage as run } from '../../delete-message.ts'

export const deleteMessage: NonNullable<MutationResolvers['deleteMessage']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ message: await run(ctx, input) }))
