import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { admittingClaims, ownsFile } from './policy.ts'

/** A file that the viewer may see; null for all others, whether they exist or not. */
export async function findFile(ctx: Context, id: string): Promise<FileModel | null> {
  const file = await ctx.loaders.fileById.load(id)
  if (!file || file.status === 'DELETED' || (file.expiresAt && file.expiresAt <= ctx.clock.now())) return null
  if (ownsFile(ctx.viewer, file)) return file
  if (file.status !== 'AVAILABLE') return null
  const claims = await ctx.loaders.claimsByFileId.load(id)
  return (await admittingClaims(ctx, claims)).length > 0 ? file : null
}
