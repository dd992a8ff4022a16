import { kubectl } from './kubectl.ts'

/** The value of a Secret's key, as text. */
export async function readSecret(name: string, key: string): Promise<string> {
  const encoded = await kubectl(['get', 'secret', name, '--output', `go-template={{index .data "${key}"}}`])
  return Buffer.from(encoded, 'base64').toString()
}
