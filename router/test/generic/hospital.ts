import type { SubgraphDefinition } from '../graph/test-subgraph.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key",
  { name: "@authenticated", as: "@login" },
  { name: "@requiresScopes", as: "@granted" },
  { name: "@policy", as: "@rule" },
  { name: "@cost", as: "@points" }])`

/** Auth and cost directives under names of the graph's own, over two subgraphs. */
export const hospital: Record<string, SubgraphDefinition> = {
  wards: {
    typeDefs: `${LINK}
      type Query { beds: Int patient: Patient }
      type Patient @key(fields: "id") { id: ID! ward: String @login }`,
    resolvers: { Query: { beds: () => 12, patient: () => ({ id: 'p1', ward: 'B' }) } },
  },
  records: {
    typeDefs: `${LINK}
      type Patient @key(fields: "id") {
        id: ID!
        blood: String @granted(scopes: [["records:read"]]) @points(weight: 7)
        notes: String @rule(policies: [["staff"]]) }`,
    resolvers: { Patient: { blood: () => 'A+', notes: () => 'stable' } },
  },
}

export const HOSPITAL_QUERY = '{ beds patient { id ward blood notes } }'

export const hospitalAnswer = (seen: { ward?: string; blood?: string; notes?: string }) => ({
  beds: 12,
  patient: { id: 'p1', ward: null, blood: null, notes: null, ...seen },
})
