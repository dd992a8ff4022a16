import type { Tx } from '../deps.ts'

/** Lets what one person buys happen one after another, until the transaction ends. */
export async function lockBuyer(tx: Tx, buyerId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`buyer ${buyerId}`}, 0))`
}
