import type { IncomingHttpHeaders } from 'node:http'
import { RequestRefusal } from '../refusal.ts'
import type { Payload } from './client-message.ts'

/**
 * The credential in a payload, as the headers that would carry it over HTTP. Names count in any case; what is empty, as
 * with clients where nobody is signed in, is no credential.
 * @throws RequestRefusal UNAUTHENTICATED for a credential that is no text, or two that differ
 */
export function readCredential(payload: Payload): IncomingHttpHeaders {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(payload)) {
    const credential = credentialOf(name.toLowerCase(), value)
    if (!credential) continue
    const [header, text] = credential
    if (found.has(header) && found.get(header) !== text) throw unusable('Send one credential.')
    found.set(header, text)
  }
  return Object.fromEntries(found)
}

export const hasCredential = (payload: Payload): boolean => Object.keys(readCredential(payload)).length > 0

function credentialOf(name: string, value: unknown): [header: string, text: string] | null {
  if (name !== 'accesstoken' && name !== 'authorization' && name !== 'x-api-key') return null
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw unusable('A credential is a text.')
  return name === 'accesstoken' ? ['authorization', `Bearer ${value}`] : [name, value]
}

const unusable = (message: string) => new RequestRefusal(401, 'UNAUTHENTICATED', message)
