import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createKeyPair } from '@lms/kit/key-pair'
import { z } from 'zod'

const Secrets = z.object({
  service: z.object({ privateKey: z.string(), publicKey: z.string() }),
  mailTokens: z.string(),
  accessTokens: z.object({ privateKey: z.string(), publicKey: z.string() }),
  stripe: z.object({ secretKey: z.string(), publishableKey: z.string(), webhookSecret: z.string() }),
  razorpay: z.object({ keyId: z.string(), keySecret: z.string(), webhookSecret: z.string() }),
  livekit: z.object({ apiKey: z.string(), apiSecret: z.string() }),
  firebase: z.object({ projectId: z.string(), clientEmail: z.string(), privateKey: z.string() }),
})

/** Secrets of one embedded stack, made at its first start and valid nowhere else. */
export type Secrets = z.infer<typeof Secrets>

/** Reads the stack's secrets from the file, which only its owner can read, or makes them. */
export async function readOrCreateSecrets(file: string): Promise<Secrets> {
  const stored = await readFile(file, 'utf8').catch(() => null)
  const known = stored === null ? {} : JSON.parse(stored)
  const complete = Secrets.safeParse(known)
  if (complete.success) return complete.data
  // What a stack of an earlier version has stays; what it lacks is made.
  const secrets = Secrets.parse({ ...createSecrets(), ...known })
  await mkdir(dirname(file), { recursive: true })
  // Never a half-written file, whenever the process dies.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return secrets
}

export function createSecrets(): Secrets {
  const random = (bytes: number) => randomBytes(bytes).toString('hex')
  return {
    service: createKeyPair(),
    mailTokens: random(32),
    accessTokens: createKeyPair(),
    stripe: {
      secretKey: `sk_test_${random(16)}`,
      publishableKey: `pk_test_${random(16)}`,
      webhookSecret: `whsec_${random(24)}`,
    },
    razorpay: { keyId: `rzp_test_${random(8)}`, keySecret: random(16), webhookSecret: random(24) },
    livekit: { apiKey: `API${random(6)}`, apiSecret: random(32) },
    firebase: createServiceAccount(),
  }
}

/** A service account of a Firebase project that exists here alone. */
function createServiceAccount(): Secrets['firebase'] {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const projectId = 'lms-local'
  return { projectId, clientEmail: `firebase-adminsdk@${projectId}.iam.gserviceaccount.com`, privateKey }
}
