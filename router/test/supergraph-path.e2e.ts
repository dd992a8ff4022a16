import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'

const router = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-supergraph-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts the router as a process that has to end by itself. */
async function startRouter(environment: Record<string, string>) {
  const child = spawn(process.execPath, [router], {
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      API_GATEWAY_PORT: '0',
      FRONTEND_URL: 'http://frontend.test',
      AUTHENTICATION: 'off',
      SUBGRAPH_AUTHENTICATION: 'off',
      COST_LIMITS: 'off',
      RATE_LIMIT: 'off',
      AUTOMATIC_PERSISTED_QUERIES: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
  const [[code], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

const PROBLEM = /^The service did not start\. The configuration has 1 problem\(s\):\n {2}(.*)\n$/

test.each([
  ['is missing', null, 'cannot be read: no such file or directory. Name a file with a Federation 2 supergraph'],
  ['is empty', '', 'is refused: Syntax Error: Unexpected <EOF> (line 1). Name a file'],
  ['is broken', 'type Query {', 'is refused: Syntax Error: Expected Name, found <EOF> (line 1). Name a file'],
  ['is no supergraph', 'type Query { a: Int }', 'is refused: it is no supergraph: must be a core schema. Name a file'],
  [
    'is a subgraph',
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { a: Int }',
    'is refused: Unknown directive "@link" (line 1). Name a file',
  ],
])('a supergraph file that %s ends the process with what to do', async (what, sdl, sentence) => {
  const path = join(folder, `${what.replaceAll(' ', '-')}.graphql`)
  if (sdl !== null) await writeFile(path, sdl)
  const { code, stdout, stderr } = await startRouter({ SUPERGRAPH_PATH: path })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(PROBLEM.exec(stderr)?.[1]).toMatch(`SUPERGRAPH_PATH: ${path} ${sentence}`)
})

test('a supergraph without the subgraph that knows the callers ends the process', async () => {
  const { code, stderr } = await startRouter({
    AUTHENTICATION: 'on',
    JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    IDENTITY_SUBGRAPH: 'people',
  })
  expect(code).toBe(1)
  expect(PROBLEM.exec(stderr)?.[1]).toMatch('IDENTITY_SUBGRAPH: the supergraph has no subgraph "people"')
})

test('a subgraph without an address ends the process', async () => {
  const { code, stderr } = await startRouter({
    SUBGRAPH_URLS: 'user=http://127.0.0.1:9',
    SUPERGRAPH_PATH: await withoutAddress(),
  })
  expect(code).toBe(1)
  expect(PROBLEM.exec(stderr)?.[1]).toMatch(
    'SUBGRAPH_URLS: the supergraph has no HTTP address for "shop"; give one as shop=url',
  )
})

/** A supergraph that says nowhere where its one subgraph is. */
async function withoutAddress(): Promise<string> {
  const path = join(folder, 'no-address.graphql')
  const typeDefs = parse(
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { offers: Int }',
  )
  await writeFile(path, composeServices([{ name: 'shop', typeDefs }]).supergraphSdl ?? '')
  return path
}
