import { createHmac, timingSafeEqual } from 'node:crypto'

/** Texts that prove by a signature (HMAC-SHA256) who made them, so that they need not be stored. */
export interface SignedTexts {
  /** `<text>.<signature>` by the first key; the same every time. */
  sign(text: string): string
  /** The text of what any of the keys signed, or null. */
  read(signed: string): string | null
}

/** Signs with the first key and accepts all of them, so that a key can be replaced while texts of it are out. */
export function createSignedTexts(keys: readonly (string | Buffer)[]): SignedTexts {
  const [signingKey] = keys
  if (signingKey === undefined) throw new Error('signing needs a key')
  const signature = (text: string, key: string | Buffer) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    sign: (text) => `${text}.${signature(text, signingKey)}`,
    read(signed) {
      const end = signed.lastIndexOf('.')
      if (end < 1) return null
      const text = signed.slice(0, end)
      return keys.some((key) => equal(signature(text, key), signed.slice(end + 1))) ? text : null
    },
  }
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
