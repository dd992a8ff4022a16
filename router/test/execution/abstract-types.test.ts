import { describe } from 'vitest'
import { expectAnswers } from './expect-answers.ts'
import { bazaar } from './graphs/bazaar.ts'
import { media } from './graphs/media.ts'

describe('of abstract types', () => {
  expectAnswers(media, [
    ['an interface object needs no type of its own', '{ best { stars } }', 1, 0, { best: { stars: 4 } }],
    [
      'an interface object gets its type from another subgraph',
      '{ best { __typename stars ... on Series { seasons } } }',
      2,
      1,
      { best: { __typename: 'Series', stars: 4, seasons: 2 } },
    ],
    [
      'an object keeps its type beside what an interface object has',
      '{ chart { stars __typename } }',
      2,
      2,
      { chart: [2, 5, 2].map((stars) => ({ stars, __typename: 'Film' })) },
    ],
    [
      'entities are found by their interface',
      '{ rated(least: 4) { title ... on Film { fee } } }',
      3,
      3,
      { rated: [{ title: 'Series s1' }, { title: 'Film f1', fee: 324 }] },
    ],
    [
      'a list of a union is mixed',
      '{ shelf { ... on Film { stars } ... on Person { rank } ... on Series { other: rank } } }',
      3,
      3,
      { shelf: [[{ stars: 5 }, { rank: 'first' }], null, [{ other: [3, 1] }], [], null] },
    ],
    [
      'fields of one name and several types are told apart',
      '{ search(text: "1") { ... on Captioned { caption } ... on Film { x: rank } } }',
      1,
      0,
      { search: [{ caption: 'Zone', x: 1 }, null, { caption: 'Ten' }] },
    ],
    [
      'one that clients must not know is null',
      '{ medium(id: "t1") { title } node(id: "t1") { id } }',
      1,
      0,
      { medium: null, node: null },
    ],
    [
      'a value that clients must not know is null',
      '{ medium(id: "f2") { colour } }',
      1,
      0,
      { medium: { colour: null } },
    ],
    [
      'introspection stands where it was asked for',
      '{ a: __type(name: "Film") { kind } lead { __typename } __schema { queryType { name } } }',
      1,
      0,
      { a: { kind: 'OBJECT' }, lead: { __typename: 'Series' }, __schema: { queryType: { name: 'Query' } } },
    ],
  ])
})

describe('arguments from the context', () => {
  expectAnswers(bazaar, [
    [
      'are those of the nearest object above',
      '{ shops { best { price } } stalls { shelf { offers { price(digits: 2) } } } }',
      3,
      6,
      {
        shops: [
          { best: { price: 'o2 in EUR with 0' } },
          null,
          { best: { price: 'o1 in USD with 0' } },
          { best: { price: 'o2 in EUR with 0' } },
          { best: { price: 'o3 in nothing with 0' } },
        ],
        stalls: [
          [{ shelf: { offers: Array(2).fill({ price: 'o1 in EUR with 2' }) } }, null],
          null,
          [{ shelf: { offers: [{ price: 'o2 in YEN with 2' }, { price: 'o1 in YEN with 2' }] } }],
        ],
      },
    ],
    [
      'are asked for by nobody where there is no object',
      '{ place { ... on Shop { best { price } } } }',
      1,
      0,
      { place: {} },
    ],
  ])
})
