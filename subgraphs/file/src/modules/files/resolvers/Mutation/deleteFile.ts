import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { deleteFile as run } from '../../delete-file.ts'

export const deleteFile: NonNullable<MutationResolvers['deleteFile']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ file: await run(ctx, input) }))
