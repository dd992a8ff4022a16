import type { ExecutionGraph } from '../execution-graph.ts'
import { federation } from './federation.ts'

const catalogue = `
  type Query {
    media(first: Int): [Media!]!
    medium(id: ID!): Media
    search(text: String = "f"): [Found]
    shelf: [[Found!]]
    lead: Found!
    node(id: ID!): Node
    playable: [Playable]
  }
  interface Node { id: ID! }
  interface Media implements Node @key(fields: "id") {
    id: ID!
    title: String!
    colour: Colour
    related(first: Int): [Media]
    about: Found
  }
  interface Playable implements Node { id: ID! minutes: Int }
  type Film implements Media & Node & Playable @key(fields: "id") {
    id: ID!
    title: String! @shareable
    colour: Colour
    related(first: Int): [Media]
    about: Person
    minutes: Int
    caption: String!
    rank: Int
    director: Person
  }
  type Series implements Media & Node @key(fields: "id") {
    id: ID!
    title: String!
    colour: Colour
    related(first: Int): [Series]
    about: Found
    caption: String
    rank: [Int!]
    seasons: Int!
    episodes: [Episode!]
  }
  type Tape implements Media & Node @key(fields: "id") @inaccessible {
    id: ID!
    title: String!
    colour: Colour
    related(first: Int): [Media]
    about: Found
    reels: Int
  }
  type Episode implements Node & Playable { id: ID! minutes: Int title: String series: Series! }
  union Found = Film | Series | Person | Tape
  enum Colour { RED GREEN GREY @inaccessible }
  type Person implements Node @key(fields: "id") { id: ID! }
`

const stars = `
  type Query { best: Media rated(least: Int! = 1): [Media]! }
  type Media @key(fields: "id") @interfaceObject {
    id: ID!
    stars: Int
    votes: [Vote!]
    mood(of: Colour = RED): Colour
  }
  enum Colour { RED GREEN GREY }
  type Vote { by: Person points: Int medium: Media }
  type Person @key(fields: "id") { id: ID! votes(first: Int): [Vote] }
`

const people = `
  type Query { person(id: ID! = "a"): Person people: [Named!] }
  interface Named { name: String }
  interface Captioned { caption: String }
  type Person implements Named & Captioned @key(fields: "id") {
    id: ID!
    name: String
    caption: String
    rank: String
    age: Int @inaccessible
    partner: Person
    liked: Media
  }
  interface Media @key(fields: "id", resolvable: false) { id: ID! }
  type Film implements Media & Captioned @key(fields: "id", resolvable: false) { id: ID! caption: String! @external }
  type Series implements Media & Captioned @key(fields: "id", resolvable: false) { id: ID! caption: String @external }
  type Tape implements Media @key(fields: "id", resolvable: false) { id: ID! }
  type Group implements Named { name: String! members: [Person] }
`
const rental = `
  type Query { chart: [Film!]! @provides(fields: "title") offers: [Found] deal: Deal }
  union Found = Film | Person
  type Film @key(fields: "id") {
    id: ID!
    title: String! @external
    minutes: Int @external
    fee: Int @requires(fields: "minutes")
    shown: [Hall]
  }
  type Person @key(fields: "id") { id: ID! discount: Int }
  type Hall { name: String! seats: [[Seat]!] }
  type Seat { row: Int! by: Person }
  interface Deal { price: Int! film: Film }
  type Single implements Deal { price: Int! film: Film }
  type Double implements Deal { price: Int! film: Film second: Film! }
`

/** Interfaces, unions and an interface object, with an implementation and a value that clients may not know. */
export const media: ExecutionGraph = {
  name: 'media',
  subgraphs: {
    catalogue: federation(catalogue),
    stars: federation(stars),
    people: federation(people),
    rental: federation(rental),
  },
  objects: {
    Query: {
      shelf: [['Film/f1', 'Person/a'], null, ['Series/s1'], [], ['Tape/t1', 'Film/f2']],
      lead: 'Series/s1',
      playable: ['Film/f1', null, 'Episode/e1', 'Episode/e2'],
      people: ['Person/a', 'Group/g1', 'Person/b'],
      chart: ['Film/f2', 'Film/f1', 'Film/f2'],
      offers: ['Person/b', 'Film/f1', null],
      deal: 'Double/d1',
      best: 'Series/s1',
    },
    'Film/f1': film('f1', { colour: 'RED', minutes: 162, caption: 'Zone', rank: 1, director: 'Person/a' }),
    'Film/f2': film('f2', { colour: 'GREY', minutes: null, caption: 'Night', rank: null, director: null }),
    'Series/s1': series('s1', { colour: 'GREEN', caption: 'Ten', rank: [3, 1], about: 'Film/f1' }),
    'Series/s2': series('s2', { colour: null, caption: null, rank: null, about: 'Tape/t1' }),
    'Tape/t1': film('t1', { colour: 'RED', about: 'Person/a', reels: 2 }),
    'Episode/e1': { id: 'e1', minutes: 55, title: 'One', series: 'Series/s1' },
    'Episode/e2': { id: 'e2', minutes: null, title: null, series: 'Series/s1' },
    'Person/a': person('a', { rank: 'first', caption: 'Actor', partner: 'Person/b', liked: 'Film/f2' }),
    'Person/b': person('b', { rank: null, caption: null, partner: 'Person/b', liked: 'Tape/t1' }),
    'Group/g1': { name: 'Both', members: ['Person/a', null, 'Person/b'] },
    'Vote/v1': { by: 'Person/a', points: 4, medium: 'Film/f1' },
    'Vote/v2': { by: 'Person/b', points: null, medium: 'Series/s1' },
    'Vote/v3': { by: 'Person/a', points: 1, medium: 'Film/f2' },
    'Hall/h1': { name: 'Red', seats: [['Seat/1', null], []] },
    'Seat/1': { row: 1, by: 'Person/a' },
    'Double/d1': { price: 9, film: 'Film/f2', second: 'Film/f1' },
  },
  computed: {
    'Query.media': ({ args }) => first(['Film/f1', 'Series/s1', 'Film/f2', 'Series/s2'], args),
    'Query.medium': ({ args, objects }) => byName(objects, ['Film', 'Series', 'Tape'], args.id),
    'Query.search': ({ args, objects }) => {
      const found = ['Film/f1', 'Tape/t1', 'Person/a', 'Series/s1', 'Film/f2']
      return found.filter((id) => id.includes(String(args.text)) || Object.hasOwn(objects[id] ?? {}, String(args.text)))
    },
    'Query.node': ({ args, objects }) => byName(objects, ['Film', 'Series', 'Episode', 'Person', 'Tape'], args.id),
    'Query.person': ({ args, objects }) => byName(objects, ['Person'], args.id),
    'Query.rated': ({ args, objects }) =>
      ['Series/s1', 'Film/f1', 'Series/s2', 'Film/f2'].filter((id) => Number(objects[id]?.stars) >= Number(args.least)),
    'Film.related': ({ args, fields }) => first(fields.related as string[], args),
    'Series.related': ({ args, fields }) => first(fields.related as string[], args),
    'Tape.related': ({ args, fields }) => first(fields.related as string[], args),
    'Person.votes': ({ args, fields }) => first(fields.votes as string[], args),
    'Media.mood': ({ args, fields }) => (fields.stars === 5 ? args.of : 'GREY'),
    'Film.fee': ({ required: { minutes } }) => (minutes === null ? null : Number(minutes) * 2),
  },
  forgetful: [
    { subgraph: 'rental', type: 'Film' },
    { subgraph: 'rental', type: 'Person' },
    { subgraph: 'stars', type: 'Person' },
  ],
}

function film(id: string, fields: Record<string, unknown>) {
  return {
    id,
    title: `Film ${id}`,
    related: ['Series/s1', null, 'Tape/t1', 'Film/f1'],
    about: null,
    stars: id === 'f1' ? 5 : 2,
    votes: id === 'f1' ? ['Vote/v1', 'Vote/v2'] : null,
    shown: ['Hall/h1', null],
    ...fields,
  }
}

function series(id: string, fields: Record<string, unknown>) {
  return {
    id,
    title: `Series ${id}`,
    related: ['Series/s2', null],
    seasons: 2,
    episodes: id === 's1' ? ['Episode/e1', 'Episode/e2'] : [],
    stars: id === 's1' ? 4 : null,
    votes: ['Vote/v3'],
    ...fields,
  }
}

function person(id: string, fields: Record<string, unknown>) {
  return { id, name: id === 'a' ? 'Ada' : null, votes: ['Vote/v1', null, 'Vote/v3'], discount: 10, age: 40, ...fields }
}

function first(list: readonly string[], { first: length }: Record<string, unknown>) {
  return typeof length === 'number' ? list.slice(0, Math.max(0, length)) : list
}

const byName = (objects: object, types: readonly string[], name: unknown) =>
  types.map((type) => `${type}/${name}`).find((id) => Object.hasOwn(objects, id)) ?? null
