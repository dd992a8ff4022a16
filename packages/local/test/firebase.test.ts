import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '@lms/kit/clock'
import { decodeProtectedHeader, importX509, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalFirebase, startFirebase } from '../src/firebase.ts'
import { createSecrets } from '../src/secrets.ts'

const { firebase: account } = createSecrets()

let dataDir: string
let local: LocalFirebase

const start = () => startFirebase({ ...account, port: 0, dataDir, clock: systemClock })

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lms-firebase-'))
  local = await start()
})
afterAll(async () => {
  await local.stop()
  await rm(dataDir, { recursive: true })
})

const certificates = (): Promise<Response> =>
  fetch(`${local.url}/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com`)

/** Claims of a token that a served certificate verifies. */
async function read(idToken: string) {
  const { kid = '' } = decodeProtectedHeader(idToken)
  const pem = (await (await certificates()).json())[kid]
  const rules = { issuer: `https://securetoken.google.com/${account.projectId}`, audience: account.projectId }
  return (await jwtVerify(idToken, await importX509(pem, 'RS256'), rules)).payload
}

const signIn = async (body: object): Promise<string> => {
  const answer = await fetch(`${local.url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()).idToken
}

test('a program signs a person in and gets a token that the served certificates verify', async () => {
  const email = 'ada@example.com'
  expect(await read(await signIn({ email, displayName: 'Ada' }))).toMatchObject({
    email,
    email_verified: true,
    name: 'Ada',
  })
  expect(await read(await signIn({ email, emailVerified: false }))).toMatchObject({
    email_verified: false,
    name: 'Ada',
  })
})

test('a browser gets a page, and a token after it', async () => {
  expect(await (await fetch(local.url)).text()).toContain('<form method="post" action="/sign-in">')
  const answer = await fetch(`${local.url}/sign-in`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams({ email: 'grace@example.com' }),
  })
  const [token = ''] = (await answer.text()).match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/) ?? []
  expect(await read(token)).toMatchObject({ email: 'grace@example.com' })
})

test('certificates are sound X.509, and say how long they may be kept', async () => {
  const answer = await certificates()
  expect(answer.headers.get('cache-control')).toContain('max-age=3600')
  for (const pem of Object.values<string>(await answer.json())) {
    const certificate = new X509Certificate(pem)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.subject).toBe('CN=securetoken.system.gserviceaccount.com')
    expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now())
  }
})

test('a person and a token outlive a restart', async () => {
  const before = await signIn({ email: 'lin@example.com' })
  await local.stop()
  local = await start()
  const { sub } = await read(before)
  expect((await read(await signIn({ email: 'lin@example.com' }))).sub).toBe(sub)
})

test('nobody but the service account asks for users', async () => {
  const lookup = await fetch(`${local.url}/v1/projects/${account.projectId}/accounts:lookup`, {
    method: 'POST',
    headers: { authorization: 'Bearer guessed', 'content-type': 'application/json' },
    body: JSON.stringify({ localId: ['x'] }),
  })
  expect(lookup.status).toBe(401)
})
