import { NUMBER } from '../load/load.ts'
import { firstDifference } from './first-difference.ts'
import type { Gateway } from './gateway.ts'

interface Answer {
  data: unknown
  bytes: number
}

/**
 * Asks all gateways the same and compares.
 * @throws Error that names the gateway and the first path where it differs from the first gateway
 * @returns how long the first gateway's answer is
 */
export async function checkAnswers(gateways: readonly Gateway[], query: string): Promise<number> {
  let first: (Answer & { name: string }) | undefined
  for (const gateway of gateways) {
    const answer = await ask(gateway, query)
    first ??= { name: gateway.name, ...answer }
    const path = firstDifference(first.data, answer.data)
    if (path) throw new Error(`${gateway.name} answers otherwise than ${first.name}: they differ at ${path}`)
  }
  return first?.bytes ?? 0
}

async function ask({ name, url, headers }: Gateway, query: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: query.replaceAll(NUMBER, '0') }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${name} answers with status ${response.status}: ${text.slice(0, 500)}`)
  const { data, errors } = JSON.parse(text)
  if (errors) throw new Error(`${name} answers with errors: ${JSON.stringify(errors).slice(0, 500)}`)
  return { data, bytes: Buffer.byteLength(text) }
}
