import { Agent } from 'undici'

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
  const { topProducts } = await ask<{ topProducts: Product[] }>(subgraphsUrl, '/products', {
    query: '{ topProducts(first: 5) { upc name price } }',
  })
  const { _entities } = await ask<{ _entities: { reviews: Review[] }[] }>(subgraphsUrl, '/reviews', {
    query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { reviews { id body } } } }',
    variables: { r: topProducts.map(({ upc }) => ({ __typename: 'Product', upc })) },
  })
  const joined = topProducts.map(({ name, price }, index) => ({ name, price, reviews: _entities[index]?.reviews }))
  return JSON.stringify({ data: { topProducts: joined } })
}

/** By a bare handler: the streams and promises of `request` take longer than the request itself. */
function ask<Data>(origin: string, path: string, operation: object): Promise<Data> {
  const { promise, resolve, reject } = Promise.withResolvers<Data>()
  const chunks: Buffer[] = []
  const exchange = {
    origin,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(operation),
  } as const
  agent.dispatch(exchange, {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData: (_controller, chunk) => void chunks.push(chunk),
    onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString()).data),
    onResponseError: (_controller, error) => reject(error),
  })
  return promise
}
