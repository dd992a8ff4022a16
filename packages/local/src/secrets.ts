import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createKeyPair } from '@lms/kit/key-pair'
import { z } from 'zod'

const Secrets = z.object({
  service: z.object({ privateKey: z.string(), publicKey: z.string() }),
  accessTokens: z.object({ privateKey: z.string(), publicKey: z.string() }),
  stripe: z.object({ secretKey: z.string(), publishableKey: z.string(), webhookSecret: z.string() }),
  razorpay: z.object({ keyId: z.string(), keySecret: z.string(), webhookSecret: z.string() }),
  livekit: z.object({ apiKey: z.string(), apiSecret: z.string() }),
})

/** Secrets of one embedded stack, made at its first start and valid nowhere else. */
export type Secrets = z.infer<typeof Secrets>

/** Reads the stack's secrets from the file, which only its owner can read, or makes them. */
export async function readOrCreateSecrets(file: string): Promise<Secrets> {
  const stored = await readFile(file, 'utf8').catch(() => null)
  if (stored !== null) return Secrets.parse(JSON.parse(stored))
  const secrets = createSecrets()
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
    accessTokens: createKeyPair(),
    stripe: {
      secretKey: `sk_test_${random(16)}`,
      publishableKey: `pk_test_${random(16)}`,
      webhookSecret: `whsec_${random(24)}`,
    },
    razorpay: { keyId: `rzp_test_${random(8)}`, keySecret: random(16), webhookSecret: random(24) },
    livekit: { apiKey: `API${random(6)}`, apiSecret: random(32) },
  }
}
