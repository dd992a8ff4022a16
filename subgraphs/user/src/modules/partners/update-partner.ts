import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'
import { changePartner } from './change-partner.ts'
import { PartnerBudget, PartnerName } from './partner-input.ts'

const UpdateInput = z.object({
  partnerId: idText,
  name: PartnerName.nullish(),
  budget: PartnerBudget.nullish(),
  active: z.boolean().nullish(),
})

/** Changes what is given; a budget of null is that of every partner. Refuses NOT_FOUND. */
export function updatePartner(ctx: Context, input: unknown): Promise<PartnerModel> {
  const { partnerId, name, budget, active } = checkInput(UpdateInput, input)
  return ctx.transact((tx) =>
    changePartner(tx, ctx, partnerId, {
      ...(name == null ? {} : { name }),
      ...(active == null ? {} : { active }),
      ...(budget === undefined
        ? {}
        : { budgetCapacity: budget?.capacity ?? null, budgetRestorePerSecond: budget?.restorePerSecond ?? null }),
    }),
  )
}
