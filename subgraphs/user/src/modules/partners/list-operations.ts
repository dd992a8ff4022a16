import type { Context } from '../../context.ts'
import type { PartnerOperationModel } from '../../generated/prisma/models.ts'

/** Every operation that a partner may run now, the latest first. */
export const listOperations = ({ db }: Context, partnerId: string): Promise<PartnerOperationModel[]> =>
  db.partnerOperation.findMany({
    where: { partnerId, retiredAt: null, partner: { active: true } },
    orderBy: { id: 'desc' },
  })
