import type { Transact } from '../database.ts'
import type { Bells } from './bells.ts'

const topicsOf = new WeakMap<object, Set<string>>()

/** Has a topic's bell rung when the transaction is committed; `ringing` made what runs it. */
export function ringOnCommit(tx: object, topic: string): void {
  topicsOf.set(tx, (topicsOf.get(tx) ?? new Set()).add(topic))
}

/** Makes transactions ring what they were asked to, after their commit and not without one. */
export function ringing<Tx extends object>(transact: Transact<Tx>, bells: Pick<Bells, 'ring'>): Transact<Tx> {
  return async (run) => {
    let committed: Tx | undefined
    const result = await transact((tx) => {
      committed = tx
      return run(tx)
    })
    for (const topic of (committed && topicsOf.get(committed)) ?? []) bells.ring(topic)
    return result
  }
}
