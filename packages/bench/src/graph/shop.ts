import { type BenchSubgraph, buildSubgraph } from './build-subgraph.ts'
import { products, reviews, users } from './shop-data.ts'

const userOf = (id: string) => users.find((user) => user.id === id)
const productOf = (upc: string) => products.find((product) => product.upc === upc)
const reviewsOf = (upc: string) => reviews.filter(({ productUpc }) => productUpc === upc)

const definitions = {
  accounts: {
    typeDefs: `
      type Query { me: User  users: [User!]! @listSize(assumedSize: 6) }
      type User @key(fields: "id") { id: ID! name: String username: String }`,
    resolvers: {
      Query: { me: () => users[0], users: () => users },
      User: { __resolveReference: ({ id }: { id: string }) => userOf(id) },
    },
  },
  products: {
    typeDefs: `
      type Query { topProducts(first: Int = 5): [Product!]! @listSize(slicingArguments: ["first"]) }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: (_parent: unknown, { first }: { first: number }) => products.slice(0, first) },
      Product: { __resolveReference: ({ upc }: { upc: string }) => productOf(upc) },
    },
  },
  inventory: {
    typeDefs: `
      type Product @key(fields: "upc") {
        upc: String!
        weight: Int @external
        price: Int @external
        inStock: Boolean
        shippingEstimate: Int @requires(fields: "price weight")
      }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: { upc: string }) => ({
          ...reference,
          inStock: productOf(reference.upc)?.inStock,
        }),
        shippingEstimate: ({ price, weight }: { price: number; weight: number }) => (price > 1000 ? 0 : weight / 2),
      },
    },
  },
  reviews: {
    typeDefs: `
      type Review @key(fields: "id") { id: ID! body: String author: User product: Product }
      type User @key(fields: "id") { id: ID! reviews: [Review!]! @listSize(assumedSize: 4) }
      type Product @key(fields: "upc") { upc: String! reviews: [Review!]! @listSize(assumedSize: 3) }`,
    resolvers: {
      Review: {
        __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
        author: ({ authorId }: { authorId: string }) => ({ id: authorId }),
        product: ({ productUpc }: { productUpc: string }) => ({ upc: productUpc }),
      },
      User: { reviews: () => reviews.slice(0, 2) },
      Product: { reviews: ({ upc }: { upc: string }) => reviewsOf(upc) },
    },
  },
} satisfies Record<string, { typeDefs: string; resolvers: object }>

/** The four subgraphs of the shop. */
export const shop: BenchSubgraph[] = Object.entries(definitions).map(([name, { typeDefs, resolvers }]) =>
  buildSubgraph(name, typeDefs, resolvers),
)
