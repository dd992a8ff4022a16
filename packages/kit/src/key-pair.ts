import { generateKeyPairSync } from 'node:crypto'

/** A fresh Ed25519 pair in PEM, as `SERVICE_SECRET_KEY` with `SERVICE_PUBLIC_KEY`, and `JWT_SECRET`, hold them. */
export function createKeyPair(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
}
