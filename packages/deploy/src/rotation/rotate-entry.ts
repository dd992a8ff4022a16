import { createPublicKey } from 'node:crypto'
import { mailTokenSecrets, secretList, signingKeys } from '@lms/kit/config'
import { createKeyPair } from '@lms/kit/key-pair'
import type { z } from 'zod'
import { randomPassword } from '../random-password.ts'
import { type RotationStep, rotateKeys } from './rotate-keys.ts'

/** Values by name: an entry of the store, or a Secret. */
export type Entry = Readonly<Record<string, string>>

interface KeyList {
  read: z.ZodType<string[], string>
  /** Null where only the provider can make one. */
  make: (() => string) | null
}

const keyPairs: KeyList = { read: signingKeys, make: () => createKeyPair().privateKey.trim() }

/** Secrets that are lists. */
export const KEY_LISTS: Readonly<Record<string, KeyList>> = {
  JWT_SECRET: keyPairs,
  SERVICE_SECRET_KEY: keyPairs,
  MAIL_TOKEN_SECRET: { read: mailTokenSecrets, make: randomPassword },
  STRIPE_WEBHOOK_SECRET: { read: secretList(8), make: null },
  RAZORPAY_WEBHOOK_SECRET: { read: secretList(8), make: randomPassword },
}

/**
 * Does one step of replacing a secret that is a list.
 *
 * @param given the new key, where others made it; a fresh one when absent
 * @throws Error where the entry has no such secret, or the step before is missing
 */
export function rotateEntry(entry: Entry, name: string, step: RotationStep, given?: string): Entry {
  const list = KEY_LISTS[name]
  if (!list) throw new Error(`${name} is none of ${Object.keys(KEY_LISTS).join(', ')}.`)
  const keys = rotateKeys(keysOf(entry, name, list), step, () => given ?? makeKey(name, list))
  return { ...entry, [name]: keys.join('\n') }
}

/** Puts in the public keys of all that the router's entry holds, in their order. */
export function publishKeys(entry: Entry, gateway: Entry): Entry {
  const privateKeys = keysOf(gateway, 'SERVICE_SECRET_KEY', keyPairs)
  const publicKeys = privateKeys.map((key) => createPublicKey(key).export({ type: 'spki', format: 'pem' }))
  return { ...entry, SERVICE_PUBLIC_KEY: publicKeys.join('').trim() }
}

function keysOf(entry: Entry, name: string, { read }: KeyList): string[] {
  const value = entry[name]
  if (value === undefined) throw new Error(`The entry has no ${name}.`)
  return read.parse(value)
}

function makeKey(name: string, { make }: KeyList): string {
  if (!make) throw new Error(`Only the provider makes a ${name}: give it in NEW_SECRET.`)
  return make()
}
