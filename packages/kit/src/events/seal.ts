import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** A key as a JWK (RFC 7517). */
export type SealKey = JWK

/** Ephemeral-static Diffie-Hellman, so that a public key is enough to seal and says nothing afterwards (RFC 7518 4.6). */
const ALGORITHM = { alg: 'ECDH-ES', enc: 'A256GCM' }

/** A key pair for things that are sealed to one reader; as JWKs. */
export async function createSealKeys(): Promise<{ publicKey: SealKey; privateKey: SealKey }> {
  const pair = await generateKeyPair(ALGORITHM.alg, { crv: 'X25519', extractable: true })
  return { publicKey: await exportJWK(pair.publicKey), privateKey: await exportJWK(pair.privateKey) }
}

/** Compresses and encrypts data for the holder of the private key. Integers of any size become decimal text. */
export async function seal(data: unknown, publicKey: SealKey): Promise<string> {
  const json = JSON.stringify(data, (_name, value) => (typeof value === 'bigint' ? value.toString() : value))
  const packed = await promisify(gzip)(json)
  return new CompactEncrypt(packed).setProtectedHeader(ALGORITHM).encrypt(await importJWK(publicKey, ALGORITHM.alg))
}

/** @throws JWEDecryptionFailed, JWEInvalid when it was not sealed for this key, or was changed */
export async function unseal(sealed: string, privateKey: SealKey): Promise<unknown> {
  const { plaintext } = await compactDecrypt(sealed, await importJWK(privateKey, ALGORITHM.alg), {
    keyManagementAlgorithms: [ALGORITHM.alg],
    contentEncryptionAlgorithms: [ALGORITHM.enc],
  })
  return JSON.parse((await promisify(gunzip)(plaintext)).toString('utf8'))
}
