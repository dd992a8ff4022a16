import { lockNames } from '@lms/kit/lock-names'
import type { Tx } from '../deps.ts'

/** Lets what one person buys happen one after another, until the transaction ends. */
export async function lockBuyer(tx: Tx, buyerId: string): Promise<void> {
  await lockNames(tx, [`buyer ${buyerId}`])
}
