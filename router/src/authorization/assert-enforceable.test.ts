import { describe, expect, test } from 'vitest'
import { link, protect, protectSubgraphs } from '../../test/authorization/protected-graph.ts'
import { compose } from '../../test/cost/compose.ts'
import { assertEnforceable } from './assert-enforceable.ts'

describe('a start', () => {
  const staff = protectSubgraphs('type Query { a: Int @policy(policies: [["staff"], ["router", "person"]]) }')
  const stranger = protectSubgraphs('type Query { a: Int @policy(policies: [["staff", "wizard"], ["elf"]]) }')
  const open = protect(compose({ only: `${link(['@authenticated'])} type Query { a: Int }` }))

  test('knows which policies a supergraph names', () => {
    expect(staff.requirements.policies).toEqual(new Set(['staff', 'router', 'person']))
  })

  test('fails when what the supergraph asks for is off', () => {
    expect(() => assertEnforceable(staff.requirements, 'off')).toThrow(/AUTHORIZATION/)
    expect(() => assertEnforceable(staff.requirements, 'filter')).not.toThrow()
    expect(() => assertEnforceable(staff.requirements, 'reject')).not.toThrow()
    expect(() => assertEnforceable(open.requirements, 'off')).not.toThrow()
  })

  test('fails with every policy that has no meaning', () => {
    expect(() => assertEnforceable(stranger.requirements, 'filter')).toThrow(/"elf"[\s\S]*"wizard"/)
  })
})
