import { Account } from '../budget/account.ts'
import { addressKey, callerKey } from '../budget/caller-key.ts'
import type { CostBudgets } from '../budget/cost-budget.ts'
import type { Caller } from '../caller.ts'

/** What all sockets of one caller share. */
export interface Presence {
  readonly key: string
  readonly isAnonymous: boolean
  readonly account: Account
  sockets: number
  subscriptions: number
}

export interface CallerLimits {
  socketsPerCaller: number
  socketsPerAddress: number
}

/** Counts what callers hold open at this process. A socket belongs to its address until it is known who is behind it. */
export interface Callers {
  /** Whether the address may open one more. */
  hasRoom(address: string): boolean
  arrive(address: string): void
  /** Says who arrived; null where that caller has too many sockets. */
  enter(caller: Caller): Presence | null
  leave(socket: { readonly address: string; readonly presence: Presence | null }): void
}

/** @param budgets null where nothing is charged */
export function createCallers(budgets: CostBudgets | null, limits: CallerLimits): Callers {
  const addresses = new Map<string, number>()
  const presences = new Map<string, Presence>()
  const countOf = (address: string) => addresses.get(addressKey(address)) ?? 0
  const count = (address: string, change: 1 | -1) => {
    const now = countOf(address) + change
    if (now > 0) addresses.set(addressKey(address), now)
    else addresses.delete(addressKey(address))
  }
  const exit = (presence: Presence) => {
    presence.sockets -= 1
    if (presence.sockets > 0) return
    presences.delete(presence.key)
    presence.account.close()
  }
  return {
    hasRoom: (address) => countOf(address) < limits.socketsPerAddress,
    arrive: (address) => count(address, 1),
    enter(caller) {
      const key = callerKey(caller)
      const isAnonymous = caller.viewer.kind === 'anonymous'
      const presence = presences.get(key) ?? createPresence(key, isAnonymous, new Account(budgets, caller))
      // Those of nobody are counted by their address already.
      if (!isAnonymous && presence.sockets >= limits.socketsPerCaller) return null
      presences.set(key, presence)
      presence.sockets += 1
      if (!isAnonymous) count(caller.address, -1)
      return presence
    },
    leave({ address, presence }) {
      if (presence) exit(presence)
      if (!presence || presence.isAnonymous) count(address, -1)
    },
  }
}

const createPresence = (key: string, isAnonymous: boolean, account: Account): Presence => ({
  ...{ key, isAnonymous, account },
  sockets: 0,
  subscriptions: 0,
})
