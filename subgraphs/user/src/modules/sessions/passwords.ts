import { DomainError } from '@lms/kit/errors'
import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'

// OWASP Password Storage Cheat Sheet, first choice of parameters for Argon2id.
const ARGON2 = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Half of the threads that Node has for what would block it; names are looked up and files read on the others. */
const AT_ONCE = 2
/** Who came after these would wait for some three seconds. */
const MOST_WAITING = 100

/** In UTF-16 units; nobody types more, and all of it counts. */
export const LONGEST_PASSWORD = 4_096

/** Turns passwords into hashes and compares them, a few at a time and off the event loop. */
export interface Passwords {
  /** @returns Argon2id in PHC format; @throws DomainError SERVICE_UNAVAILABLE when too many wait */
  hash(password: string): Promise<string>
  /**
   * Whether the password fits; null as hash (no such account) takes the same time and never fits.
   * @throws DomainError SERVICE_UNAVAILABLE when too many wait
   */
  fits(passwordHash: string | null, password: string): Promise<boolean>
}

export function createPasswords({ mostWaiting = MOST_WAITING } = {}): Passwords {
  const gate = bulkhead(AT_ONCE, mostWaiting)
  // Of a random password: an unknown address costs as much time as a wrong password.
  const decoy = hash(crypto.randomUUID(), ARGON2)
  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await gate.execute(work)
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error
      throw new DomainError('SERVICE_UNAVAILABLE', 'Too many people sign in at the moment. Try again.')
    }
  }
  return {
    hash: (password) => inTurn(() => hash(password, ARGON2)),
    async fits(passwordHash, password) {
      const fits = await inTurn(async () => verify(passwordHash ?? (await decoy), password))
      return fits && passwordHash !== null
    },
  }
}
