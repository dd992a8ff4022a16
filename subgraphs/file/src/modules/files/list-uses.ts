import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import type { FileClaim } from './load-claims.ts'
import { admittingClaims, ownsFile } from './policy.ts'

/** What uses a file: all of it for its owner and staff, for others what opens the file to them. */
export async function listUses(ctx: Context, file: FileModel): Promise<FileClaim[]> {
  const claims = await ctx.loaders.claimsByFileId.load(file.id)
  return ownsFile(ctx.viewer, file) ? claims : admittingClaims(ctx, claims)
}
