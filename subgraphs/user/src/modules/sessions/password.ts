import { type Algorithm, hash, verify } from '@node-rs/argon2'

// OWASP Password Storage Cheat Sheet, first choice of parameters for Argon2id.
const ARGON2 = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

// Hash of a random password: an unknown address costs as much time as a wrong password.
const DECOY = hash(crypto.randomUUID(), ARGON2)

/** Argon2id in PHC format; runs on the thread pool. */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2)

/** Whether the password fits; null as hash (no such account) takes the same time and never fits. */
export async function fitsPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const fits = await verify(passwordHash ?? (await DECOY), password)
  return fits && passwordHash !== null
}
