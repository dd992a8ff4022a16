import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { protectSubgraphs } from '../../test/authorization/protected-graph.ts'
import { compose } from '../../test/cost/compose.ts'
import { stripSecurityPurpose } from './strip-security-purpose.ts'

describe('a supergraph without the purpose of its auth links', () => {
  const { supergraphSdl } = protectSubgraphs(
    'type Query { a: Int @authenticated b: Int @policy(policies: [["p"]]) c: Int @requiresScopes(scopes: [["s"]]) }',
  )
  const load = (sdl: string) => Supergraph.build(sdl)

  test('is loaded by what refuses them', () => {
    expect(() => load(supergraphSdl)).toThrow('SECURITY but is unsupported')
    expect(load(stripSecurityPurpose(supergraphSdl)).apiSchema().type('Query')).toBeDefined()
  })

  test.each([
    ['a version that nobody enforces', '/policy/v0.1', '/policy/v0.9'],
    ['another specification', 'specs.apollo.dev/policy', 'specs.apollo.dev/approval'],
    ['another host', 'https://specs.apollo.dev/policy', 'https://example.com/policy'],
  ])('still says so of %s', (_what, from, to) => {
    const other = supergraphSdl.replace(from, to)
    expect(() => load(stripSecurityPurpose(other))).toThrow('SECURITY but is unsupported')
  })

  test('is loaded where arguments come from the context, which the executor passes', () => {
    const { supergraphSdl: sdl } = composeServices([
      {
        name: 'only',
        typeDefs: parse(`
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
            import: ["@key", "@context", "@fromContext", "@authenticated"])
          type Query { t: T @authenticated }
          type T @key(fields: "id") @context(name: "t") { id: ID! p: String! u: U! }
          type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$t { p }")): Int }`),
      },
    ])
    expect(
      load(stripSecurityPurpose(sdl ?? ''))
        .apiSchema()
        .type('Query'),
    ).toBeDefined()
  })

  test('is the very same where there is nothing to take away', () => {
    const plain = compose({ only: 'type Query { a: Int }' })
    expect(load(stripSecurityPurpose(plain)).apiSchema().type('Query')).toBeDefined()
  })
})
