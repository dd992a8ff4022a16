/*
 * A shop in memory: 6 users, 9 products, 24 reviews, always the same. Small lists that lead back to each other make one
 * query fan out over all four subgraphs and answer some 80 kB.
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

const range = (length: number) => Array.from({ length }, (_, index) => index + 1)

export const users: User[] = range(6).map((n) => ({ id: `${n}`, name: `Reader ${n}`, username: `@reader${n}` }))

export const products: Product[] = range(9).map((n) => ({
  upc: `${n}`,
  name: `Product number ${n}`,
  price: 100 * n + 99,
  weight: 50 * n,
  inStock: n % 3 !== 0,
}))

export const reviews: Review[] = range(24).map((n) => ({
  id: `${n}`,
  body: `Review ${n}: it does what it says, and it does so every day.`,
  authorId: `${((n - 1) % 6) + 1}`,
  productUpc: `${((n * 5) % 9) + 1}`,
}))
