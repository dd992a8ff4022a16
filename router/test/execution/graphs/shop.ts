import type { ExecutionGraph } from '../execution-graph.ts'
import { federation } from './federation.ts'

const products = `
  type Query {
    product(id: ID! = "p1"): Product
    products(first: Int = 3, kinds: [Kind!]): [Product]!
    shelves: [[Product]]
    top: Product!
    part(number: Int!): Part
  }
  enum Kind { TOOL TOY FOOD }
  enum Style { PLAIN LOUD }
  scalar Json
  type Product @key(fields: "id") @key(fields: "sku") {
    id: ID!
    sku: String!
    name(style: Style! = PLAIN, suffix: String): String
    label: String! @shareable
    price: Int
    kind: Kind
    size: Size @shareable
    related(first: Int): [Product!]
    parts: [Part]
    info: Json
    grid: [[Int]]
    origin: String
  }
  type Size { width: Int @shareable depth: Int }
  type Part @key(fields: "maker { code } number") { maker: Maker! number: Int! title: String weight: Int }
  type Maker @key(fields: "code") { code: ID! name: String }
`

const inventory = `
  type Query { inStock(first: Int): [Product!]! }
  type Product @key(fields: "id") {
    id: ID!
    parts: [Part] @external
    stock: Int!
    origin: String @override(from: "products")
    crates: [String] @requires(fields: "parts { number weight }")
    homes: [Home!]
  }
  type Home { shelf: String! keeper: User product: Product! }
  type User @key(fields: "email", resolvable: false) { email: String! }
  type Part { number: Int! @external weight: Int @external }
`

/** Has no field that leads to a product: Apollo's planner forgets what `shipping` requires where it is already there. */
const transport = `
  type Product @key(fields: "id") {
    id: ID!
    price: Int @external
    size: Size @external
    shipping: Int @requires(fields: "price size { depth }")
  }
  type Size { depth: Int @external }
`

const insurance = `
  type Product @key(fields: "id") {
    id: ID!
    shipping: Int @external
    premium: Float @requires(fields: "shipping")
  }
`

const suppliers = `
  type Part @key(fields: "maker { code } number") {
    maker: Maker!
    number: Int!
    lead(days: Int = 2, rush: Boolean): Int
    spare: Part
  }
  type Maker @key(fields: "code") { code: ID! country: String! parts: [Part!] }
`

const reviews = `
  type Query { review(id: ID!): Review latest(first: Int = 2): [Review]! }
  type Review @key(fields: "id") {
    id: ID!
    body: String
    stars: Int!
    product: Product @provides(fields: "label")
    author: User!
  }
  type Product @key(fields: "sku") { sku: String! label: String! @external reviews(first: Int): [Review]! }
  type User @key(fields: "id", resolvable: false) { id: ID! }
`

const users = `
  type Query { user(email: String): User me: User! }
  type User @key(fields: "id") @key(fields: "email") {
    id: ID!
    email: String!
    name: String
    friends: [User!]
    favourites: [Product]
  }
  type Product @key(fields: "id", resolvable: false) { id: ID! }
`

const pricing = `
  type Product @key(fields: "sku") { sku: String! size: Size @shareable discount(percent: Float): Float }
  type Size { width: Int @shareable unit: String }
`

const first = (list: readonly string[], args: Record<string, unknown>) =>
  typeof args.first === 'number' ? list.slice(0, Math.max(0, args.first)) : list

/** Every way in which an object is told apart, and fields that are handed from one subgraph to the next. */
export const shop: ExecutionGraph = {
  name: 'shop',
  subgraphs: {
    products: federation(products),
    inventory: federation(inventory),
    transport: federation(transport),
    insurance: federation(insurance),
    suppliers: federation(suppliers),
    reviews: federation(reviews),
    users: federation(users),
    pricing: federation(pricing),
  },
  objects: {
    Query: {
      shelves: [['Product/p1', null, 'Product/p2'], null, [], ['Product/p1']],
      top: 'Product/p2',
      me: 'User/u1',
    },
    'Product/p1': product('p1', { price: 100, kind: 'TOOL', size: 'Size/s1', parts: ['Part/1', null, 'Part/2'] }),
    'Product/p2': product('p2', { price: 250, kind: 'TOY', size: 'Size/s2', parts: ['Part/2', 'Part/2'] }),
    'Product/p3': product('p3', {
      price: null,
      kind: null,
      size: null,
      parts: [],
      info: JSON.parse('{ "__proto__": { "a": [1] }, "constructor": 2 }'),
    }),
    'Product/p4': product('p4', { price: 5, kind: 'FOOD', size: 'Size/s1', parts: null }),
    'Size/s1': { width: 3, depth: 4, unit: 'cm' },
    'Size/s2': { width: 30, depth: null, unit: 'mm' },
    'Part/1': { maker: 'Maker/m1', number: 1, title: 'Bolt', weight: 7, spare: 'Part/2' },
    'Part/2': { maker: 'Maker/m1', number: 2, title: null, weight: null, spare: null },
    'Part/3': { maker: 'Maker/m2', number: 2, title: 'Nut', weight: 1, spare: 'Part/3' },
    'Maker/m1': { code: 'm1', name: 'Ada & Co', country: 'IE', parts: ['Part/1', 'Part/2'] },
    'Maker/m2': { code: 'm2', name: null, country: 'PT', parts: ['Part/3'] },
    'Home/h1': { shelf: 'A1', keeper: 'User/u2', product: 'Product/p1' },
    'Home/h2': { shelf: 'B2', keeper: null, product: 'Product/p2' },
    'Review/r1': { id: 'r1', body: 'Good', stars: 5, product: 'Product/p1', author: 'User/u1' },
    'Review/r2': { id: 'r2', body: null, stars: 1, product: 'Product/p1', author: 'User/u2' },
    'Review/r3': { id: 'r3', body: 'So so', stars: 3, product: null, author: 'User/u1' },
    'User/u1': user('u1', ['User/u2', 'User/u3'], ['Product/p1', null, 'Product/p3', 'Product/p1']),
    'User/u2': user('u2', ['User/u1'], ['Product/p2']),
    'User/u3': user('u3', null, null),
  },
  computed: {
    'Query.product': ({ args, objects }) => known(objects, `Product/${args.id}`),
    'Query.products': ({ args, objects }) => {
      const kinds = args.kinds as string[] | null | undefined
      const all = ['Product/p1', 'Product/p2', 'Product/p3', 'Product/p4']
      return first(kinds ? all.filter((id) => kinds.includes(String(objects[id]?.kind))) : all, args)
    },
    'Query.part': ({ args }) => (args.number === 1 ? 'Part/1' : args.number === 2 ? 'Part/3' : null),
    'Query.inStock': ({ args }) => first(['Product/p2', 'Product/p1', 'Product/p2'], args),
    'Query.review': ({ args, objects }) => known(objects, `Review/${args.id}`),
    'Query.latest': ({ args }) => first(['Review/r1', 'Review/r3', 'Review/r2'], args),
    'Query.user': ({ args, objects }) =>
      Object.keys(objects).find((id) => id.startsWith('User/') && objects[id]?.email === args.email) ?? null,
    'Product.name': ({ args, fields }) =>
      `${args.style === 'LOUD' ? String(fields.id).toUpperCase() : fields.id}${args.suffix ?? ''}`,
    'Product.related': ({ args, fields }) => first(fields.related as string[], args),
    'Product.reviews': ({ args, fields }) => first(fields.reviews as string[], args),
    'Product.discount': ({ args }) => (typeof args.percent === 'number' ? args.percent / 100 : null),
    'Product.shipping': ({ required: { price, size } }) => {
      const depth = (size as { depth: number | null } | null)?.depth ?? 1
      return price === null ? null : Number(price) * depth
    },
    'Product.crates': ({ required: { parts } }) =>
      (parts as ({ number: number; weight: number | null } | null)[] | null)?.map(
        (part) => part && `${part.number}: ${part.weight}`,
      ) ?? null,
    'Product.premium': ({ required: { shipping } }) => (shipping === null ? null : Number(shipping) / 10),
    'Part.lead': ({ args }) => (args.rush ? 1 : ((args.days as number | null) ?? null)),
  },
  forgetful: [
    { subgraph: 'inventory', type: 'Product' },
    { subgraph: 'transport', type: 'Product' },
    { subgraph: 'insurance', type: 'Product' },
    { subgraph: 'reviews', type: 'Product' },
  ],
}

function product(id: string, fields: Record<string, unknown>) {
  return {
    id,
    sku: `${id}-sku`,
    label: `Label of ${id}`,
    related: id === 'p1' ? ['Product/p2', 'Product/p1', 'Product/p3'] : [],
    info: [{ deep: { er: null } }, 1.5, 'text', true],
    grid: [[1, null], null, []],
    origin: 'here',
    stock: 3,
    homes: id === 'p1' ? ['Home/h1', 'Home/h2'] : null,
    reviews: id === 'p1' ? ['Review/r1', 'Review/r2'] : [],
    ...fields,
  }
}

function user(id: string, friends: string[] | null, favourites: (string | null)[] | null) {
  return { id, email: `${id}@example.com`, name: id === 'u3' ? null : `Name of ${id}`, friends, favourites }
}

const known = (objects: object, id: string) => (Object.hasOwn(objects, id) ? id : null)
