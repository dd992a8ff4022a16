import type { ExecutionGraph } from '../execution-graph.ts'
import { federation } from './federation.ts'

const shops = `
  type Query { shop(id: ID! = "s1"): Shop shops: [Shop] stalls: [[Stall]] place: Place }
  union Place = Shop | Stall
  type Shop @key(fields: "id") @context(name: "place") {
    id: ID!
    currency: String
    offers(first: Int): [Offer]
    best: Offer!
  }
  type Stall @context(name: "place") { currency: String shelf: Shelf name: String }
  type Shelf { offers: [Offer!] number: Int }
  type Offer @key(fields: "id") {
    id: ID!
    price(in: String @fromContext(field: "$place { currency }"), digits: Int = 0): String
    similar: [Offer]
  }
`

const makers = `
  type Query { offer(id: ID! = "o1"): Maker makers: [Maker!]! }
  type Maker { name: String! shop: Shop made: [Shop] }
  type Shop @key(fields: "id") { id: ID! manager: String }
  type Offer @key(fields: "id") { id: ID! maker: Maker }
`

/** Arguments that are taken from an object above: the currency of the place where an offer is. */
export const bazaar: ExecutionGraph = {
  name: 'bazaar',
  subgraphs: { shops: federation(shops), makers: federation(makers) },
  objects: {
    Query: {
      shops: ['Shop/s1', null, 'Shop/s2', 'Shop/s1', 'Shop/s3'],
      stalls: [['Stall/1', null], null, ['Stall/2']],
      place: 'Stall/2',
      offer: 'Maker/m1',
      makers: ['Maker/m1', 'Maker/m2'],
    },
    'Shop/s1': { id: 's1', currency: 'EUR', offers: ['Offer/o1', 'Offer/o2', null], best: 'Offer/o2', manager: 'Ada' },
    'Shop/s2': { id: 's2', currency: 'USD', offers: ['Offer/o1', 'Offer/o3'], best: 'Offer/o1', manager: null },
    'Shop/s3': { id: 's3', currency: null, offers: ['Offer/o1'], best: 'Offer/o3', manager: 'Bo' },
    'Stall/1': { currency: 'EUR', shelf: 'Shelf/1', name: 'Corner' },
    'Stall/2': { currency: 'YEN', shelf: 'Shelf/2', name: null },
    'Shelf/1': { offers: ['Offer/o1', 'Offer/o1'], number: 1 },
    'Shelf/2': { offers: ['Offer/o2', 'Offer/o1'], number: null },
    'Offer/o1': { id: 'o1', similar: ['Offer/o2', null], maker: 'Maker/m1' },
    'Offer/o2': { id: 'o2', similar: ['Offer/o1', 'Offer/o2'], maker: null },
    'Offer/o3': { id: 'o3', similar: null, maker: 'Maker/m2' },
    'Maker/m1': { name: 'M', shop: 'Shop/s2', made: ['Shop/s1', null] },
    'Maker/m2': { name: 'N', shop: null, made: [] },
  },
  computed: {
    'Query.shop': ({ args, objects }) => (Object.hasOwn(objects, `Shop/${args.id}`) ? `Shop/${args.id}` : null),
    'Shop.offers': ({ args, fields }) =>
      (fields.offers as unknown[]).slice(0, typeof args.first === 'number' ? Math.max(0, args.first) : undefined),
    'Offer.price': ({ args, fields }) => `${fields.id} in ${args.in ?? 'nothing'} with ${args.digits}`,
  },
  contexts: { 'Offer.price': { argument: 'in', types: ['Shop', 'Stall'], field: 'currency' } },
  forgetful: [],
}
