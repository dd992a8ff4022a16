import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operationIdOf } from '@lms/kit/operation-id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkOperations } from '../src/operations/check-operations.ts'
import { readPartnerSurface } from '../src/operations/partner-surface.ts'
import { inChunks } from '../src/operations/publish-operations.ts'
import { projectRoot } from '../src/workspace.ts'

const operation = (name: string, selection: string, type = 'query', variables = '') => {
  const body = `${type} ${name}${variables} {\n  ${selection}\n}`
  return { id: operationIdOf(body), name, type, body }
}

const manifest = (...operations: object[]) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations })

const catalogue = operation(
  'Catalogue',
  `courses(first: $first) {
    nodes { __typename id title rating { average } price { decimal currency } instructor { displayName } sections { lessons { title kind } } }
    pageInfo { endCursor }
  }`,
  'query',
  '($first: Int)',
)

describe('what partners may ask for', async () => {
  const surface = await readPartnerSurface(projectRoot)
  const complaintsOf = (...operations: object[]) => checkOperations(manifest(...operations), surface).complaints

  test('is the catalogue, certificates and the own account', () => {
    const verify = operation('Verify', 'verifyCertificate(serial: "x") { courseTitle issuedAt holder { displayName } }')
    const account = operation(
      'Account',
      'partnerAccount { name budget { available } operations(first: 3) { nodes { name } } usage { operation { name } cost } }',
    )
    expect(complaintsOf(catalogue, verify, account)).toEqual([])
  })

  test('is nothing of people and nothing that changes anything', () => {
    const me = operation('Me', 'me { id email }')
    const enroll = operation('Enroll', 'enroll(input: { courseId: "x" }) { userErrors { code } }', 'mutation')
    const learner = operation('Mine', 'courses(first: 1) { nodes { instructor { email } } }')
    expect(complaintsOf(catalogue, me, enroll, learner)).toEqual([
      'Me (2:3): Query.me is not for partners.',
      'Enroll (2:3): Mutation.enroll is not for partners.',
      'Mine (2:44): User.email is not for partners.',
    ])
  })

  test('fits the schema, and what is hidden from clients is not in it', () => {
    const [unknown, hidden] = [
      operation('Unknown', 'courses(first: 1) { nodes { titel } }'),
      operation('Hidden', 'partnerByKey(keyHash: "x") { partnerId }'),
    ]
    const [first, second] = complaintsOf(unknown, hidden)
    expect(first).toMatch(/^Unknown \(2:31\): Cannot query field "titel" on type "Course"/)
    expect(second).toMatch(/^Hidden \(2:3\): Cannot query field "partnerByKey"/)
  })

  test('flaws of the manifest are named with their place', () => {
    expect(complaintsOf(catalogue, { ...catalogue, name: 'Other' })).toEqual([
      expect.stringMatching(/^operations\.1\.name: /),
    ])
    expect(checkOperations([], surface).complaints).toHaveLength(1)
  })
})

test('a manifest is sent in parts that fit into a request', () => {
  const sized = (name: string, length: number) => ({
    ...operation(name, `a(b: "${'"\\"'.repeat(length)}")`),
    type: 'query' as const,
    document: { kind: 'Document' as never, definitions: [] },
  })
  const many = Array.from({ length: 40 }, (_, index) => sized(`Of${index}`, 2_000))
  const chunks = inChunks([sized('Huge', 16_000), ...many])
  expect(chunks.flat().map(({ name }) => name)).toEqual(['Huge', ...many.map(({ name }) => name)])
  for (const chunk of chunks.slice(1)) expect(JSON.stringify(chunk).length).toBeLessThan(131_072)
  expect(chunks.length).toBeLessThan(10)
  expect(
    inChunks(Array.from({ length: 1_001 }, (_, index) => sized(`Of${index}`, 0))).map(({ length }) => length),
  ).toEqual([500, 500, 1])
})

describe('the commands', () => {
  let folder: string
  const requests: {
    authorization?: string | undefined
    body: { variables: { input: { partnerId: string; manifest: { operations: unknown[] } } } }
  }[] = []
  let answer: object = {}
  const server = createServer(async (request, response) => {
    requests.push({ authorization: request.headers.authorization, body: JSON.parse(await textOf(request)) })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-operations-'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })

  async function fileOf(content: object | string): Promise<string> {
    const file = join(folder, `${crypto.randomUUID()}.json`)
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }

  function lms(args: string[], environment: Record<string, string> = {}): Promise<{ status: number; out: string }> {
    return new Promise((resolve) => {
      const command = [join(projectRoot, 'packages/cli/src/main.ts'), 'operations', ...args]
      const { PATH, NODE_COMPILE_CACHE } = process.env
      const env = { ...environment, PATH, NODE_COMPILE_CACHE }
      const child = execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code) : 0, out: stdout + stderr }),
      )
      child.stdin?.end()
    })
  }

  test('check says that all is well, or every flaw, with status 1 and no stack', async () => {
    const good = await lms(['check', await fileOf(manifest(catalogue))])
    expect(good).toMatchObject({ status: 0, out: expect.stringContaining('1 operation(s)') })
    const bad = await lms(['check', await fileOf(manifest(catalogue, operation('Me', 'me { id }')))])
    expect(bad.status).toBe(1)
    expect(bad.out).toMatch(/^Me \(2:3\): Query\.me is not for partners\./)
    for (const args of [['check'], ['check', join(folder, 'missing')], ['check', await fileOf('{')]]) {
      const { status, out } = await lms(args)
      expect(status).toBe(1)
      expect(out).toMatch(/^Say which manifest|cannot be read|is not JSON/)
      expect(out).not.toContain('    at ')
    }
  })

  test('publish registers what was checked, as the member of staff whose token it has', async () => {
    answer = { data: { registerPersistedOperations: { addedCount: 1, userErrors: [] } } }
    const args = ['publish', await fileOf(manifest(catalogue)), '--partner', 'partner_1', '--url', url()]
    const without = await lms(args)
    expect(without).toMatchObject({ status: 1, out: expect.stringContaining('LMS_ACCESS_TOKEN') })
    expect(requests).toEqual([])
    const published = await lms(args, { LMS_ACCESS_TOKEN: 'token of staff' })
    expect(published).toMatchObject({ status: 0, out: expect.stringContaining('1 of them are new') })
    expect(requests).toMatchObject([
      {
        authorization: 'Bearer token of staff',
        body: { variables: { input: { partnerId: 'partner_1', manifest: manifest(catalogue) } } },
      },
    ])
  })

  test('publish sends nothing that is flawed, and says why it was refused', async () => {
    requests.length = 0
    const to = ['--partner', 'partner_1', '--url', url()]
    const environment = { LMS_ACCESS_TOKEN: 'x' }
    expect(
      (await lms(['publish', await fileOf(manifest(operation('Me', 'me { id }'))), ...to], environment)).status,
    ).toBe(1)
    expect(requests).toEqual([])
    const good = await fileOf(manifest(catalogue))
    for (const [refusal, reason] of [
      [{ errors: [{ message: 'The access token is not valid.' }] }, 'The access token is not valid.'],
      [
        {
          data: {
            registerPersistedOperations: {
              addedCount: null,
              userErrors: [{ field: ['input', 'partnerId'], message: 'There is no such partner.' }],
            },
          },
        },
        'partnerId: There is no such partner.',
      ],
      [{ some: 'other server' }, 'without a reason'],
    ] as const) {
      answer = refusal
      const { status, out } = await lms(['publish', good, ...to], environment)
      expect([status, out]).toEqual([1, expect.stringContaining(reason)])
      expect(out).not.toContain('    at ')
    }
    const nobody = await lms(['publish', good, '--partner', 'p', '--url', 'http://127.0.0.1:1'], environment)
    expect(nobody).toMatchObject({ status: 1, out: expect.stringContaining('does not answer') })
  })
})

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
