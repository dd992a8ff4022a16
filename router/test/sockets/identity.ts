import { hashPartnerKey } from '@lms/kit/partner-key'
import type { SubgraphDefinition } from '../graph/test-subgraph.ts'

/** What a subgraph that knows the callers says of them. */
export interface KnownCallers {
  endedSessions: string[]
  /** People whose tokens were called back just now. */
  calledBack: string[]
  /** Partners by their keys. */
  keys: Map<string, string>
  operations: { id: string; name: string; body: string }[]
  changedPartners: { id: string; changedAt: string }[]
}

export const nobodyKnown = (): KnownCallers => ({
  endedSessions: [],
  calledBack: [],
  keys: new Map(),
  operations: [],
  changedPartners: [],
})

export const identitySubgraph = (known: KnownCallers): SubgraphDefinition => ({
  typeDefs: `
    scalar DateTime
    type Query {
      accessChanges(since: DateTime!): AccessChanges!
      partnerByKey(keyHash: String!): PartnerAccess
      partnerOperations(partnerId: ID!): [PartnerOperation!]!
    }
    type AccessChanges { sessions: [ID!]! people: [Person!]! partners: [Partner!]! asOf: DateTime! }
    type Person { id: ID! tokensValidFrom: DateTime! }
    type Partner { id: ID! changedAt: DateTime! }
    type PartnerAccess {
      partnerId: ID! keyId: ID! scopes: [String!]! budgetCapacity: Int budgetRestorePerSecond: Int }
    type PartnerOperation { id: ID! name: String! body: String! }`,
  resolvers: {
    Query: {
      accessChanges: () => ({
        sessions: known.endedSessions,
        people: known.calledBack.map((id) => ({ id, tokensValidFrom: new Date().toISOString() })),
        partners: known.changedPartners,
        asOf: new Date().toISOString(),
      }),
      partnerByKey(_: unknown, { keyHash }: { keyHash: string }) {
        const found = [...known.keys].find(([key]) => hashPartnerKey(key) === keyHash)
        return found && { partnerId: found[1], keyId: keyHash.slice(0, 8), scopes: ['partner'] }
      },
      partnerOperations: () => known.operations,
    },
  },
})
