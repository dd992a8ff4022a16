import type { Tx } from '../../deps.ts'

/** Sets space aside unless the account would then exceed the limit. All in bytes. */
export async function reserveSpace(tx: Tx, userId: string, size: bigint, limit: bigint): Promise<boolean> {
  // The condition stands in the statement that takes the row's lock, so no number of uploads at once gets past it.
  const written = await tx.$executeRaw`
    insert into storage_account (user_id, reserved, used)
    select ${userId}, ${size}::bigint, 0 where ${size}::bigint <= ${limit}::bigint
    on conflict (user_id) do update set reserved = storage_account.reserved + excluded.reserved
    where storage_account.reserved + storage_account.used + excluded.reserved <= ${limit}::bigint`
  return written > 0
}
