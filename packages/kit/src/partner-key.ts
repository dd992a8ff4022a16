import { createHash, randomBytes } from 'node:crypto'

/** Tells a key from other secrets, so that scanners of repositories and logs can find one that leaked. */
const PREFIX = 'lmsk_'
const SECRET_BYTES = 32
const KEY = new RegExp(`^${PREFIX}[0-9a-f]{${SECRET_BYTES * 2}}$`)

/** What every key may, as `@requiresScopes` names it. */
export const PARTNER_SCOPES: readonly string[] = ['partner']

/** A new API key of 256 random bits. */
export const createPartnerKey = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('hex')

/** Whether a text has the form of an API key; whether there is such a key is another question. */
export const isPartnerKey = (text: string): boolean => KEY.test(text)

/** What is kept of a key. A plain hash is enough: nobody can guess 256 random bits, as they could a password. */
export const hashPartnerKey = (key: string): string => createHash('sha256').update(key).digest('hex')
