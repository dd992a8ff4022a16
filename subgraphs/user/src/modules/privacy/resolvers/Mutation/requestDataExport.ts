import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { requestDataExport as run } from '../../request-data-export.ts'

export const requestDataExport: NonNullable<MutationResolvers['requestDataExport']> = (_parent, _args, ctx) =>
  withUserErrors(async () => ({ export: await run(ctx) }))
