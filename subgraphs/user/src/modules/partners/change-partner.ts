import { refuse } from '@lms/kit/errors'
import { signedInId } from '@lms/kit/viewer'
import type { Context, Tx } from '../../context.ts'
import type { PartnerModel, PartnerUpdateManyMutationInput } from '../../generated/prisma/models.ts'

/**
 * Begins every change to a partner, its keys or its operations: notes it for the routers and by whom it was, and keeps
 * other changes out until the transaction ends, so that what is counted next stays true. Refuses NOT_FOUND.
 */
export async function changePartner(
  tx: Tx,
  { viewer, clock }: Pick<Context, 'viewer' | 'clock'>,
  partnerId: string,
  data: PartnerUpdateManyMutationInput = {},
): Promise<PartnerModel> {
  const [partner] = await tx.partner.updateManyAndReturn({
    where: { id: partnerId },
    data: { ...data, changedAt: clock.now(), changedById: signedInId(viewer) },
  })
  return partner ?? refuse('NOT_FOUND', 'There is no such partner.', 'partnerId')
}
