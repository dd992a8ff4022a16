import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { operationIdOf } from '@lms/kit/operation-id'
import { type SignedInClient, signIn } from '@lms/local/api-client'
import { createAdministrator } from '@lms/user/create-administrator'
import { processesOf, type RotatedSystem } from './rotated-system.ts'
import { isLetIn, type Rotation } from './rotation.ts'

const OPERATION = 'query Account { partnerAccount { name } }'
/** What is promised: a revoked key is refused everywhere after this. */
const PROMISED_MS = 5_000
const PAUSE_MS = 100

/** A partner's API key: a second one beside it, used, and the first one revoked. Nothing is replaced. */
export async function rotatePartnerKey({ stack }: RotatedSystem): Promise<Rotation> {
  const administrator = await appointAdministrator(stack)
  const partnerId = await addPartner(await administrator())
  const old = await issueKey(await administrator(), partnerId)
  let fresh = old
  let used = [old.apiKey]
  let turn = 0
  const takes = (apiKey: string) => Promise.all(processesOf(stack, 'router').map((url) => call(url, apiKey)))
  return {
    secret: 'partner key',
    operations: [
      {
        name: 'programs of a partner',
        perSecond: 3,
        async run() {
          const key = used[turn++ % used.length] ?? ''
          if (!(await call(stack.routerUrl, key))) throw new Error('the key was refused')
        },
      },
    ],
    steps: {
      add: {
        async change() {
          fresh = await issueKey(await administrator(), partnerId)
          used = [old.apiKey, fresh.apiKey]
        },
        replaced: [],
      },
      switch: {
        change() {
          used = [fresh.apiKey]
        },
        replaced: [],
      },
      remove: {
        async change() {
          await (await administrator()).mutate('revokePartnerKey', { keyId: old.keyId }, 'partner { id }')
          const promised = performance.now() + PROMISED_MS
          while ((await takes(old.apiKey)).includes(true) && performance.now() < promised) await delay(PAUSE_MS)
        },
        replaced: [],
      },
    },
    takesOld: () => takes(old.apiKey),
    takesNew: () => takes(fresh.apiKey),
  }
}

/** Signs in anew each time: tokens of before may not count any more. */
async function appointAdministrator({ routerUrl, userEnvironment }: RotatedSystem['stack']) {
  const account = { email: `${randomUUID()}@example.com`, password: 'correct horse battery', displayName: 'Admin' }
  await createAdministrator(userEnvironment, account)
  return () => signIn(routerUrl, account)
}

async function addPartner(administrator: SignedInClient): Promise<string> {
  const { partner } = await administrator.mutate('createPartner', { name: 'Acme' }, 'partner { id }')
  const operations = [{ id: operationIdOf(OPERATION), name: 'Account', type: 'query', body: OPERATION }]
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations }
  await administrator.mutate('registerPersistedOperations', { partnerId: partner.id, manifest }, 'addedCount')
  return partner.id
}

async function issueKey(administrator: SignedInClient, partnerId: string): Promise<{ apiKey: string; keyId: string }> {
  const { apiKey, key } = await administrator.mutate('issuePartnerKey', { partnerId }, 'apiKey key { id }')
  return { apiKey, keyId: key.id }
}

async function call(url: string, apiKey: string): Promise<boolean> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ documentId: operationIdOf(OPERATION) }),
  })
  const { data } = (await response.json()) as { data?: { partnerAccount: { name: string } | null } }
  return isLetIn(response.status, 401) && data?.partnerAccount?.name === 'Acme'
}
