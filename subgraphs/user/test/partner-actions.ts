import { operationIdOf } from '@lms/kit/operation-id'
import type { Viewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'

export const staff = createViewer('ADMIN')
export const router: Viewer = { kind: 'router' }

const PARTNER = `partner {
  id name active
  keys { id createdAt lastUsedAt }
  budget { capacity restorePerSecond available }
  operations { nodes { id name type body registeredAt retiredAt lastUsedAt } totalCount }
}`

/** Paths, without `input`, and codes of what was wrong with an input. */
export const errorsOf = ({ userErrors }: { userErrors: { field: string[]; code: string }[] }) =>
  userErrors.map(({ field, code }) => [field.slice(1).join('.'), code])

/** A query as a manifest has it. */
export const operation = (name: string, selection = 'me { id }') => {
  const body = `query ${name} { ${selection} }`
  return { id: operationIdOf(body), name, type: 'query', body }
}

export const manifest = (...operations: object[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
})

/** What staff does with partners, and what the router asks about them. */
export function partnersOf(user: TestSubgraph) {
  /** Runs a mutation of staff and answers its payload. */
  async function change(field: string, input: object, payload = PARTNER) {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${payload} userErrors { field message code } } }`
    const { data, errors } = await user.execute(staff, query, { input })
    if (errors) throw new Error(`${field} failed: ${JSON.stringify(errors)}`)
    return data[field]
  }
  return {
    change,
    createPartner: async (input: object = {}): Promise<string> =>
      (await change('createPartner', { name: 'Acme', ...input })).partner.id,
    issueKey: (partnerId: string) => change('issuePartnerKey', { partnerId }, 'apiKey key { id lastUsedAt }'),
    register: (partnerId: string, ...operations: object[]) =>
      change('registerPersistedOperations', { partnerId, manifest: manifest(...operations) }, `${PARTNER} addedCount`),
    /** The operations that the router runs for a partner. */
    async runnable(partnerId: string): Promise<{ id: string; body: string }[]> {
      const query = 'query ($partnerId: ID!) { partnerOperations(partnerId: $partnerId) { id name body } }'
      return (await user.execute(router, query, { partnerId })).data.partnerOperations
    },
  }
}
