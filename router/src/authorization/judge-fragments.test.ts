import { describe } from 'vitest'
import { expectDecisions } from '../../test/authorization/expect-decisions.ts'
import { protectSubgraphs } from '../../test/authorization/protected-graph.ts'

describe('named and inline fragments', () => {
  const graph = protectSubgraphs(`
    type Query { a: Thing b: Thing open: Int node: Node course: Course things(n: Int): [Thing] secret: Secret }
    type Thing { id: ID name(n: Int): String hidden: String @authenticated inner: Thing }
    type Secret @authenticated { id: ID }
    interface Node { id: ID }
    type Course implements Node { id: ID title: String }
    type Order implements Node @authenticated { id: ID total: Int }
  `)
  expectDecisions(graph, [
    [
      'a field of a fragment',
      '{ a { ...F } } fragment F on Thing { id hidden }',
      '',
      '{ a { ...F_1 } } fragment F_1 on Thing { id }',
      ['a/hidden'],
    ],
    [
      'a fragment in several places',
      '{ a { ...F } b { x: inner { ...F } } } fragment F on Thing { id hidden }',
      '',
      '{ a { ...F_1 } b { x: inner { ...F_1 } } } fragment F_1 on Thing { id }',
      ['a/hidden', 'b/x/hidden'],
    ],
    [
      'a fragment that becomes empty',
      '{ open a { id ...F } b { ...F } } fragment F on Thing { hidden }',
      '',
      '{ open a { id } }',
      ['a/hidden', 'b/hidden'],
    ],
    [
      'a fragment of fragments that become empty',
      '{ open a { ...F } } fragment F on Thing { ...G } fragment G on Thing { hidden }',
      '',
      '{ open }',
      ['a/hidden'],
    ],
    [
      'a fragment that only a refused field used',
      '{ open secret { ...S } } fragment S on Secret { id }',
      '',
      '{ open }',
      ['secret'],
    ],
    [
      'a variable that only a refused part of a fragment used',
      'query ($n: Boolean!) { a { ...F } } fragment F on Thing { id hidden @skip(if: $n) }',
      '',
      '{ a { ...F_1 } } fragment F_1 on Thing { id }',
      ['a/hidden'],
    ],
    [
      'an inline fragment without a type',
      '{ a { ... @include(if: true) { id hidden } } }',
      '',
      '{ a { ... @include(if: true) { id } } }',
      ['a/hidden'],
    ],
    [
      'an untouched fragment beside a filtered one',
      '{ a { ...F ...G } } fragment F on Thing { hidden } fragment G on Thing { id }',
      '',
      '{ a { ...G } } fragment G on Thing { id }',
      ['a/hidden'],
    ],
    [
      'a fragment on an interface, of one that is open',
      '{ course { ...N } } fragment N on Node { id }',
      '',
      '{ course { ...N } } fragment N on Node { id }',
      [],
    ],
    [
      'the same fragment, of any',
      '{ course { ...N } node { ...N } } fragment N on Node { id }',
      '',
      '{ course { ...N } } fragment N on Node { id }',
      ['node'],
    ],
    [
      'a fragment differs by where it stands',
      '{ course { ...N } node { ...N } } fragment N on Node { ... on Order { total } ... on Course { title } }',
      '',
      '{ course { ...N_1 } node { ...N_2 } } fragment N_1 on Node { ... on Course { title } } fragment N_2 on Node { ... on Course { title } }',
      ['node/... on Order'],
    ],
    [
      'a fragment that cannot match is not missed',
      '{ course { title ... on Node { id ... on Order { total } } } }',
      '',
      '{ course { title ... on Node { id } } }',
      [],
    ],
    [
      'names that a client took are not given again',
      '{ a { ...F ...F_1 } } fragment F on Thing { id hidden } fragment F_1 on Thing { name }',
      '',
      '{ a { ...F_2 ...F_1 } } fragment F_2 on Thing { id } fragment F_1 on Thing { name }',
      ['a/hidden'],
    ],
  ])
})
