import type { SignedInClient } from '@lms/local/api-client'
import { startTestStack } from '@lms/testkit/stack'
import { administrator } from '../journey/people.ts'
import { journeyTarget } from '../journey/target.ts'

/** What is promised: what was taken from a partner is refused after this, and what was given serves. */
export const PROMISED_MS = 5_000

/** A partner with one key. */
export interface Partner {
  id: string
  keyId: string
  apiKey: string
}

/** A stack with somebody who manages its partners. */
export interface PartnerDesk extends AsyncDisposable {
  routerUrl: string
  admin: SignedInClient
  create(budget?: object): Promise<Partner>
  register(partner: Partner, ...operations: object[]): Promise<unknown>
}

export async function startPartnerDesk(): Promise<PartnerDesk> {
  const stack = await startTestStack()
  const userDatabase = { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' }
  const admin = await administrator(journeyTarget(stack, userDatabase))
  return {
    routerUrl: stack.routerUrl,
    admin,
    async create(budget) {
      const { partner } = await admin.mutate('createPartner', { name: 'Acme', budget }, 'partner { id }')
      const { apiKey, key } = await admin.mutate('issuePartnerKey', { partnerId: partner.id }, 'apiKey key { id }')
      return { id: partner.id, apiKey, keyId: key.id }
    },
    register: ({ id: partnerId }, ...operations) =>
      admin.mutate(
        'registerPersistedOperations',
        { partnerId, manifest: { format: 'apollo-persisted-query-manifest', version: 1, operations } },
        'addedCount',
      ),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
}
