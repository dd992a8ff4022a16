import { type BenchSubgraph, buildSubgraph } from './build-subgraph.ts'

/** One list of items, to each of which every subgraph adds a text: any number of items from any number of subgraphs. */
const MOST_PARTS = 16

/** So long that an item with the texts of two subgraphs takes some 100 bytes of an answer. */
const TEXT_LENGTH = 30

const root = {
  sdl: 'type Query { items(count: Int!): [Item!]! @listSize(slicingArguments: ["count"]) }',
  resolvers: {
    Query: {
      items: (_parent: unknown, { count }: { count: number }) =>
        Array.from({ length: count }, (_, index) => ({ id: `${index}`.padStart(6, '0') })),
    },
  },
}

export const parts: BenchSubgraph[] = Array.from({ length: MOST_PARTS }, (_, index) => index + 1).map((part) =>
  buildSubgraph(
    `part${part}`,
    `${part === 1 ? root.sdl : ''} type Item @key(fields: "id") { id: ID! text${part}: String! }`,
    {
      ...(part === 1 ? root.resolvers : {}),
      Item: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        [`text${part}`]: ({ id }: { id: string }) => `Part ${part} of item ${id}`.padEnd(TEXT_LENGTH, '.'),
      },
    },
  ),
)

/** Asks the first subgraph for the list and the others, all at once, for their texts. */
export function partsQuery({ items, subgraphs }: { items: number; subgraphs: number }): string {
  const texts = Array.from({ length: subgraphs }, (_, index) => `text${index + 1}`)
  return `query Parts { items(count: ${items}) { id ${texts.join(' ')} } }`
}
