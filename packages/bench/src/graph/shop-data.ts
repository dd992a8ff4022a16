/*
 * A shop in memory, always the same, in numbers and lengths that of the public benchmark of federation gateways
 * (graphql-hive/graphql-gateways-benchmark): 6 users, 9 products, 11 reviews of the first four products, all by the first
 * user, the first two of them listed with every user. Lists that lead back to each other make one query fan out over all
 * four subgraphs.
 */

export interface User {
  id: string
  name: string
  username: string
}

export interface Product {
  upc: string
  name: string
  price: number
  weight: number
  inStock: boolean
}

export interface Review {
  id: string
  body: string
  authorId: string
  productUpc: string
}

const TEXT = 'It does what it says, and it does so every day, whatever the weather and whoever asks. '

/** Length of each review's text, by the product reviewed. */
const REVIEW_LENGTHS: [upc: string, lengths: number[]][] = [
  ['1', [445, 289, 275, 143]],
  ['2', [445, 289, 275, 143]],
  ['3', [143]],
  ['4', [143, 844]],
]

const PRODUCTS: [name: string, price: number, weight: number, inStock: boolean][] = [
  ['Table', 899, 100, true],
  ['Bench', 1299, 1000, false],
  ['Glass', 15, 20, false],
  ['Stool', 499, 100, false],
  ['TV', 1299, 1000, true],
  ['Lamp', 6999, 300, true],
  ['Stove', 3999, 2000, true],
  ['Fridge', 100_000, 6000, false],
  ['Sofa', 9999, 800, true],
]

export const users: User[] = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Grace', 'Tony'].map((name, index) => ({
  id: `${index + 1}`,
  name: `${name} of the shop`,
  username: `${name.toLowerCase()}-reads`,
}))

export const products: Product[] = PRODUCTS.map(([name, price, weight, inStock], index) => ({
  upc: `${index + 1}`,
  name,
  price,
  weight,
  inStock,
}))

export const reviews: Review[] = REVIEW_LENGTHS.flatMap(([productUpc, lengths]) =>
  lengths.map((length) => ({ body: TEXT.repeat(10).slice(0, length), authorId: '1', productUpc })),
).map((review, index) => ({ id: `${index + 1}`, ...review }))
