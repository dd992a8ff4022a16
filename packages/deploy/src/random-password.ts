import { randomBytes } from 'node:crypto'

/** Needs no escape in an address, in SQL or in PgBouncer's file; 192 bits. */
export const randomPassword = (): string => randomBytes(24).toString('hex')
