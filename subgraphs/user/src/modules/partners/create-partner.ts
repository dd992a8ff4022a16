import { newId } from '@lms/kit/ids'
import { checkInput } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'
import { PartnerBudget, PartnerName } from './partner-input.ts'

const CreateInput = z.object({ name: PartnerName, budget: PartnerBudget.nullish() })

/** Adds a partner. It can do nothing yet: it has neither keys nor operations. */
export async function createPartner({ db, viewer, clock }: Context, input: unknown): Promise<PartnerModel> {
  const { name, budget } = checkInput(CreateInput, input)
  const [staffId, now] = [signedInId(viewer), clock.now()]
  return db.partner.create({
    data: {
      id: newId('partner'),
      name,
      budgetCapacity: budget?.capacity ?? null,
      budgetRestorePerSecond: budget?.restorePerSecond ?? null,
      createdAt: now,
      createdById: staffId,
      changedAt: now,
      changedById: staffId,
    },
  })
}
