import { connect } from 'node:net'

/** One kind of hostile request; it resolves when it was refused, and rejects when it was not as expected. */
export type Attack = (url: string, authorization: string) => Promise<void>

const fragmentBomb = (levels: number) =>
  `{ users { ...F0 } } ${Array.from({ length: levels }, (_, level) => `fragment F${level} on User { reviews { author { ...F${level + 1} } } ...F${level + 1} }`).join(' ')} fragment F${levels} on User { id }`

const nested = (depth: number) => `{ users ${'{ reviews { author '.repeat(depth)}{ id }${' } }'.repeat(depth)} }`

async function expectStatus(response: Response, ...expected: number[]): Promise<void> {
  await response.text()
  if (!expected.includes(response.status)) throw new Error(`status ${response.status}, not ${expected.join(' or ')}`)
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
const ask = (url: string, query: string, headers?: Record<string, string>) =>
  post(url, JSON.stringify({ query }), headers)

/** What the internet sends, each with the refusal that it must meet. */
export const attacks: Record<string, Attack> = {
  'fragment bomb': async (url) => expectStatus(await ask(url, fragmentBomb(20)), 400),
  'deep nesting': async (url) => expectStatus(await ask(url, nested(40)), 400),
  'many tokens': async (url) => expectStatus(await ask(url, `{ ${'__typename '.repeat(6_000)} }`), 400),
  'many aliases': async (url) =>
    expectStatus(await ask(url, `{ ${Array.from({ length: 500 }, (_, n) => `a${n}: me { id }`).join(' ')} }`), 400),
  'never seen document': async (url) =>
    expectStatus(await ask(url, `{ a${Math.random().toString(36).slice(2)}: me { id } }`), 200, 429),
  'broken JSON': async (url) => expectStatus(await post(url, '{"query":'), 400),
  'large body': async (url) => expectStatus(await post(url, JSON.stringify({ query: 'x'.repeat(200_000) })), 413),
  'forged token': async (url) => expectStatus(await ask(url, '{ me { id } }', { authorization: 'Bearer a.b.c' }), 401),
  'huge page': async (url, authorization) =>
    expectStatus(
      await ask(url, '{ topProducts(first: 1000000) { reviews { author { reviews { id } } } } }', { authorization }),
      400,
      429,
    ),
  'client that leaves': async (url) => {
    const leaving = new AbortController()
    const asked = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ users { reviews { product { reviews { author { reviews { id } } } } } } }"}',
      signal: leaving.signal,
    })
    setTimeout(() => leaving.abort(), 2)
    await asked.then((response) => response.text()).catch(() => {})
  },
  'half a request': (url) =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname, () =>
        socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-'),
      )
      socket.on('error', () => {})
      setTimeout(() => resolve(void socket.destroy()), 1_000)
    }),
}
