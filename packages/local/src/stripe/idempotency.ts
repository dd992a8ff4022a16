import { createHash } from 'node:crypto'
import type { Account, Reply } from './account.ts'
import { ApiFailure } from './api-failure.ts'

const dayMs = 24 * 60 * 60 * 1000

/** One request that may change something. */
export interface Call {
  /** `Idempotency-Key`; null: none was sent. */
  readonly key: string | null
  readonly path: string
  readonly params: unknown
}

/**
 * Runs `work` in a transaction; with a key that was used in the last 24 hours, answers what it answered then.
 * A request refused by `ApiFailure` has not begun and keeps its key unused, as with Stripe.
 */
export function runOnce(account: Account, call: Call, work: () => Reply): Reply & { replayed: boolean } {
  const { key, path, params } = call
  return account.store.transaction(() => {
    if (key === null) return { ...work(), replayed: false }
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([path, params]))
      .digest('hex')
    const at = account.clock.now().getTime()
    const known = account.idempotentReplies.get(key)
    if (known !== null && at - known.at < dayMs) {
      if (known.fingerprint !== fingerprint) throw keyReused(key)
      return { ...known.reply, replayed: true }
    }
    const reply = work()
    account.idempotentReplies.put(key, { fingerprint, reply, at })
    return { ...reply, replayed: false }
  })
}

function keyReused(key: string): ApiFailure {
  return new ApiFailure(400, {
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
      `Try using a key other than '${key}' if you meant to execute a different request.`,
  })
}
