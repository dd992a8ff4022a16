import { refuse } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import type { Context, Tx } from '../../context.ts'
import type { PartnerModel, PartnerUpdateInput } from '../../generated/prisma/models.ts'

/**
 * Begins every change to a partner, its keys or its operations: notes it for the routers and by whom it was, and keeps
 * other changes out until the transaction ends, so that what is counted next stays true. Refuses NOT_FOUND.
 */
export async function changePartner(
  tx: Tx,
  { viewer, clock }: Pick<Context, 'viewer' | 'clock'>,
  partnerId: string,
  data: PartnerUpdateInput = {},
): Promise<PartnerModel> {
  if (!(await lockRow(tx, 'partner', partnerId))) return refuse('NOT_FOUND', 'There is no such partner.', 'partnerId')
  const { changedAt } = await tx.partner.findUniqueOrThrow({ where: { id: partnerId }, select: { changedAt: true } })
  // Routers tell changes apart by their instants, and the clocks of replicas differ.
  const now = new Date(Math.max(clock.now().getTime(), changedAt.getTime() + 1))
  return tx.partner.update({
    where: { id: partnerId },
    data: { ...data, changedAt: now, changedById: signedInId(viewer) },
  })
}
