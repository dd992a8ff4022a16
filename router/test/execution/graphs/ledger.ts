import type { ExecutionGraph } from '../execution-graph.ts'

const accounts = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
      { name: "@key", as: "@primaryKey" }, { name: "@shareable", as: "@both" }, { name: "@tag", as: "@label" }
      { name: "@authenticated", as: "@login" }, { name: "@cost", as: "@points" }, "@composeDirective", "@listSize"
      "@inaccessible"])
    @link(url: "https://audit.example.com/audit/v1.0", import: ["@audited"])
    @composeDirective(name: "@audited")
  { query: Reads mutation: Writes }
  directive @audited(by: String) on FIELD_DEFINITION
  type Reads {
    account(id: ID! = "a1"): Account
    accounts(filter: Filter = { states: [OPEN, CLOSED] }): [Account]
    echo(value: Json, list: [[Int]!] = [[1], [2, 3]]): Json
    version: String @both
    total: Long @login @audited(by: "law")
  }
  type Writes {
    open(input: OpenInput!): Account!
    deposit(id: ID!, amount: Long! = 5): Receipt
    note(text: String): Int!
  }
  scalar Json
  scalar Long
  enum State { OPEN CLOSED HIDDEN @inaccessible }
  input Filter { states: [State!]! = [OPEN] not: Filter least: Long }
  input OpenInput { owner: ID! = "o1" state: State = OPEN tags: [String] secret: Int = 1 @inaccessible }
  type Account @primaryKey(fields: "id") {
    id: ID! @label(name: "public")
    state: State
    balance: Long @points(weight: 3)
    history(last: Int = 2): [[Entry!]] @listSize(slicingArguments: ["last"], requireOneSlicingArgument: false)
    meta: Json
    owner: Owner
  }
  type Entry { at: Json amount: Long! account: Account }
  type Receipt { number: Int! account: Account query: Reads }
  type Owner @primaryKey(fields: "id") { id: ID! accounts: [Account!]! }
`

const owners = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
    "@key", "@shareable", "@requiresScopes", "@policy", "@override", "@external", "@requires", "@tag"])
  type Query {
    owner(id: ID!): Owner
    owners: [Owner!]!
    version: String @shareable
  }
  type Mutation {
    rename(id: ID!, name: String = "Nobody"): Owner
    say(text: String): Int!
  }
  scalar Long
  type Owner @key(fields: "id") {
    id: ID!
    name: String @requiresScopes(scopes: [["read"]])
    secret: String @policy(policies: [["staff"]])
    best: Account
  }
  type Account @key(fields: "id") {
    id: ID!
    balance: Long @external
    rating: Float @requires(fields: "balance")
    guarantors: [Owner]
  }
`

const rates = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@override", "@shareable"])
  type Query { rate(from: String! = "EUR", to: [String!]): [Rate] }
  type Mutation { whisper(text: String): Int! refresh: Rate! }
  type Rate { to: String factor: Float! for: Account }
  type Account @key(fields: "id") { id: ID! guarantors: [Owner] @override(from: "owners", label: "percent(40)") limit: Int! }
  type Owner @key(fields: "id", resolvable: false) { id: ID! }
`

/** Mutations of several subgraphs, values of every shape, and directives under names of the subgraph's own. */
export const ledger: ExecutionGraph = {
  name: 'ledger',
  subgraphs: { accounts, owners, rates },
  objects: {
    Query: { version: '1.0', total: 9_007_199_254_740_991, owners: ['Owner/o1', 'Owner/o2'] },
    Mutation: {},
    'Account/a1': account('a1', { state: 'OPEN', owner: 'Owner/o1', history: [['Entry/1', 'Entry/2'], null, []] }),
    'Account/a2': account('a2', { state: 'HIDDEN', owner: 'Owner/o2', history: null, balance: null }),
    'Account/a3': account('a3', { state: null, owner: null, history: [['Entry/2']], guarantors: null }),
    'Entry/1': { at: { day: 1, of: [2, null] }, amount: -5, account: 'Account/a1' },
    'Entry/2': { at: null, amount: 7, account: 'Account/a2' },
    'Owner/o1': { id: 'o1', accounts: ['Account/a1', 'Account/a3'], name: 'Ada', secret: 'x', best: 'Account/a1' },
    'Owner/o2': { id: 'o2', accounts: [], name: null, secret: null, best: null },
    'Rate/1': { to: 'USD', factor: 1.5, for: 'Account/a2' },
    'Rate/2': { to: null, factor: 2, for: null },
  },
  computed: {
    'Query.account': ({ args, objects }) =>
      Object.hasOwn(objects, `Account/${args.id}`) ? `Account/${args.id}` : null,
    'Query.accounts': ({ args, objects }) => {
      const { states, least } = (args.filter ?? { states: [] }) as { states: string[]; least?: number | null }
      return ['Account/a1', 'Account/a2', 'Account/a3'].map((id) =>
        states.includes(String(objects[id]?.state)) && Number(objects[id]?.balance) >= (least ?? 0) ? id : null,
      )
    },
    'Query.echo': ({ args }) => [args.value ?? null, args.list ?? null],
    'Query.owner': ({ args, objects }) => (Object.hasOwn(objects, `Owner/${args.id}`) ? `Owner/${args.id}` : null),
    'Query.rate': ({ args }) =>
      (args.to as string[] | null)?.includes('EUR') ? ['Rate/2', 'Rate/1'] : ['Rate/1', null],
    'Account.history': ({ args, fields }) =>
      (fields.history as unknown[] | null)?.slice(0, Math.max(0, Number(args.last))),
    'Account.rating': ({ required: { balance } }) => (balance === null ? null : Number(balance) / 8),
    'Mutation.note': ({ mutations }) => mutations.length,
    'Mutation.say': ({ mutations }) => mutations.length,
    'Mutation.whisper': ({ mutations }) => mutations.length,
    'Mutation.refresh': () => 'Rate/1',
    'Mutation.open': ({ args, objects, mutations }) => {
      const { owner, state, tags } = args.input as { owner: string; state?: string; tags?: string[] }
      const id = `Account/new${mutations.length}`
      const fields = {
        state: state ?? null,
        owner: Object.hasOwn(objects, `Owner/${owner}`) ? `Owner/${owner}` : null,
        meta: tags ?? null,
        history: [],
      }
      objects[id] = account(`new${mutations.length}`, fields)
      return id
    },
    'Mutation.deposit': ({ args, objects, mutations }) => {
      const id = Object.hasOwn(objects, `Account/${args.id}`) ? `Account/${args.id}` : null
      objects[`Receipt/${mutations.length}`] = { number: mutations.length, account: id, query: 'Query' }
      return id && `Receipt/${mutations.length}`
    },
    'Mutation.rename': ({ args, objects }) => {
      const owner = objects[`Owner/${args.id}`]
      if (owner) owner.name = args.name ?? null
      return owner ? `Owner/${args.id}` : null
    },
  },
  wrongInStock: 'deposit',
  forgetful: [{ subgraph: 'rates', type: 'Account' }],
}

function account(id: string, fields: Record<string, unknown>) {
  return {
    id,
    balance: 100,
    meta: JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": 1 } } }'),
    guarantors: ['Owner/o2', null, 'Owner/o1'],
    limit: 10,
    ...fields,
  }
}
