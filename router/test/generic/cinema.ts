import type { SubgraphDefinition } from '../graph/test-subgraph.ts'

const MEDIA = [
  { __typename: 'Film', id: 'f1', title: 'Stalker', minutes: 162, label: 'old' },
  { __typename: 'Series', id: 's1', title: 'Dekalog', seasons: 1 },
]
const mediumOf = ({ id }: { id: string }) => MEDIA.find((medium) => medium.id === id)

/** Interfaces, unions and the directives by which subgraphs share, move and extend fields. */
export const cinema: Record<string, SubgraphDefinition> = {
  catalogue: {
    typeDefs: `
      type Query { media: [Media!]! search(text: String!): [Found!]! }
      union Found = Film | Series
      interface Media @key(fields: "id") { id: ID! title: String! }
      type Film implements Media @key(fields: "id") {
        id: ID! title: String! @shareable minutes: Int! label: String }
      type Series implements Media @key(fields: "id") { id: ID! title: String! seasons: Int! }`,
    resolvers: {
      Query: {
        media: () => MEDIA,
        search: (_: unknown, { text }: { text: string }) => MEDIA.filter(({ title }) => title.includes(text)),
      },
      Media: { __resolveReference: mediumOf },
      Film: { __resolveReference: mediumOf },
      Series: { __resolveReference: mediumOf },
    },
  },
  reviews: {
    typeDefs: `
      type Query { best: Media }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
    resolvers: {
      Query: { best: () => ({ id: 's1' }) },
      Media: { stars: ({ id }: { id: string }) => (id === 'f1' ? 5 : 4) },
    },
  },
  rental: {
    typeDefs: `
      type Query { chart: [Film!]! @provides(fields: "title") }
      type Film @key(fields: "id") {
        id: ID! title: String! @external minutes: Int! @external
        fee: Int! @requires(fields: "minutes")
        label: String @override(from: "catalogue") }`,
    resolvers: {
      Query: { chart: () => [{ id: 'f1', title: 'Stalker' }] },
      Film: { fee: ({ minutes }: { minutes: number }) => minutes * 2, label: () => 'new' },
    },
  },
}

export const CINEMA_QUERY = `{
  media { __typename id title stars ... on Film { minutes fee label } ... on Series { seasons } }
  search(text: "e") { ... on Film { title } ... on Series { seasons title } }
  best { __typename title stars ... on Series { seasons } }
  chart { title }
}`

export const CINEMA_ANSWER = {
  media: [
    { __typename: 'Film', id: 'f1', title: 'Stalker', stars: 5, minutes: 162, fee: 324, label: 'new' },
    { __typename: 'Series', id: 's1', title: 'Dekalog', stars: 4, seasons: 1 },
  ],
  search: [{ title: 'Stalker' }, { seasons: 1, title: 'Dekalog' }],
  best: { __typename: 'Series', title: 'Dekalog', stars: 4, seasons: 1 },
  chart: [{ title: 'Stalker' }],
}
