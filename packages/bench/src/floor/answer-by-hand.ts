import { Agent, request } from 'undici'

const agent = new Agent()

interface Product {
  upc: string
  name: string
  price: number
}

interface Review {
  id: string
  body: string
}

/** The answer to the small query by a program that can do nothing else: two subgraph requests, parsed, joined, written. */
export async function answerByHand(subgraphsUrl: string): Promise<string> {
  const { topProducts } = await ask<{ topProducts: Product[] }>(`${subgraphsUrl}/products`, {
    query: '{ topProducts(first: 5) { upc name price } }',
  })
  const { _entities } = await ask<{ _entities: { reviews: Review[] }[] }>(`${subgraphsUrl}/reviews`, {
    query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { reviews { id body } } } }',
    variables: { r: topProducts.map(({ upc }) => ({ __typename: 'Product', upc })) },
  })
  const joined = topProducts.map(({ name, price }, index) => ({ name, price, reviews: _entities[index]?.reviews }))
  return JSON.stringify({ data: { topProducts: joined } })
}

async function ask<Data>(url: string, operation: object): Promise<Data> {
  const { body } = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(operation),
  })
  return ((await body.json()) as { data: Data }).data
}
