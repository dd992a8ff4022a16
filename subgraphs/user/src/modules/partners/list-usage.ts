import { DomainError } from '@lms/kit/errors'
import { readPartnerUsage, USAGE_DAYS } from '@lms/kit/partner-usage'
import type { Context } from '../../context.ts'
import type { PartnerOperationModel } from '../../generated/prisma/models.ts'

/** The API's `PartnerOperationUsage`. */
export interface UsedOperation {
  operation: PartnerOperationModel
  requests: bigint
  cost: bigint
}

/**
 * What a partner ran on so many UTC days, the costliest operation first.
 * @throws DomainError BAD_USER_INPUT for a number of days that is not kept
 */
export async function listUsage(
  { redis, clock, loaders }: Context,
  partnerId: string,
  days: number,
): Promise<UsedOperation[]> {
  if (days < 1 || days > USAGE_DAYS)
    throw new DomainError('BAD_USER_INPUT', `days must be between 1 and ${USAGE_DAYS}.`)
  const usage = await readPartnerUsage(redis, { partnerId, days, now: clock.now() })
  const used = await Promise.all(
    usage.map(async ({ operationId, requests, cost }) => {
      const operation = await loaders.partnerOperationByHash.load(`${partnerId} ${operationId}`)
      return operation ? [{ operation, requests: BigInt(requests), cost: BigInt(cost) }] : []
    }),
  )
  return used.flat()
}
