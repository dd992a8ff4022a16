import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Clock } from '@lms/kit/clock'
import type { DocumentStore } from '../provider/document-store.ts'
import { selfSignedCertificate } from './certificate.ts'

/** Certificates of this service account verify ID tokens. */
const SIGNER = 'securetoken.system.gserviceaccount.com'
/** As many as Google serves: the one that signs and the one before. */
const SERVED = 2
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

export interface SigningKey {
  readonly kid: string
  readonly privateKey: string
  readonly certificate: string
}

/** The keys that sign ID tokens. */
export interface SigningKeys {
  latest(): SigningKey
  /** Signs with a new key from now on. */
  rotate(): void
  /** What is served: certificates in PEM by key id. */
  certificates(): Record<string, string>
}

export function openSigningKeys(store: DocumentStore, clock: Clock): SigningKeys {
  const keys = store.collection<SigningKey>('key')
  const rotate = () => {
    const key = makeKey(clock.now())
    keys.put(key.kid, key)
  }
  if (keys.list().length === 0) rotate()
  return {
    rotate,
    latest() {
      const key = keys.list().at(-1)
      if (!key) throw new Error('unreachable: there is a key from the start')
      return key
    },
    certificates: () =>
      Object.fromEntries(
        keys
          .list()
          .slice(-SERVED)
          .map(({ kid, certificate }) => [kid, certificate]),
      ),
  }
}

function makeKey(now: Date): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const validity = { from: now, until: new Date(now.getTime() + YEAR_MS) }
  const certificate = selfSignedCertificate(createPrivateKey(privateKey), SIGNER, validity)
  return { kid: randomBytes(20).toString('hex'), privateKey, certificate }
}
