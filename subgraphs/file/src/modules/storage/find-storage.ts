import type { Context } from '../../context.ts'

/** Bytes that somebody's files take up and may take up. */
export async function findStorage({ loaders, config }: Context, userId: string) {
  const account = await loaders.storageByUserId.load(userId)
  return {
    used: account?.used ?? 0n,
    reserved: account?.reserved ?? 0n,
    limit: BigInt(config.STORAGE_QUOTA_BYTES),
  }
}
