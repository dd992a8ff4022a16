import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { refundOrderLine as run } from '../../refund-order-line.ts'

export const refundOrderLine: NonNullable<MutationResolvers['refundOrderLine']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ refund: await run(ctx, input) }))
