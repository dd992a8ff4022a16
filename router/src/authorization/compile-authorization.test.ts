import { anonymous } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { print, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { claims, protectSubgraphs } from '../../test/authorization/protected-graph.ts'
import { claimsOf } from './claims-of.ts'

describe('fingerprints', () => {
  const graph = protectSubgraphs(`type Query {
    open: Int mine: Int @authenticated books: Int @requiresScopes(scopes: [["books"], ["all"]])
    films: Int @requiresScopes(scopes: [["films"]]) }`)
  const authorization = graph.compile('{ open mine books }')
  const fingerprint = (words: string) => authorization.decide(claims(words)).fingerprint

  test('are one for callers who differ in what the operation does not ask for', () => {
    expect(fingerprint('in books films')).toBe(fingerprint('in books policy:staff'))
    expect(fingerprint('films')).toBe(fingerprint(''))
  })

  test('are one for callers who meet the same rules in different ways', () => {
    expect(fingerprint('in all')).toBe(fingerprint('in books'))
  })

  test('differ with every rule that is met', () => {
    expect(new Set(['', 'in', 'books', 'in books'].map(fingerprint))).toHaveProperty('size', 4)
  })

  test('are stable', () => {
    expect(graph.compile('{ open mine books }').decide(claims('in')).fingerprint).toBe(fingerprint('in'))
  })

  test('are empty for an operation that asks for nothing', () => {
    const open = graph.compile('{ open }')
    expect(open.decide(claims('')).fingerprint).toBe('')
    expect(open.decide(claims('in all'))).toBe(open.decide(claims('')))
  })

  test('stand for one decision', () => {
    expect(authorization.decide(claims('in films'))).toBe(authorization.decide(claims('in')))
  })

  test('stay short for many rules', () => {
    const many = Array.from({ length: 60 }, (_, at) => `f${at}: Int @requiresScopes(scopes: [["s${at}"]])`)
    const wide = protectSubgraphs(`type Query { ${many.join(' ')} }`)
    const all = wide.compile(`{ ${many.map((_, at) => `f${at}`).join(' ')} }`)
    const seen = many.map((_, at) => all.decide(claims(`s${at}`)).fingerprint)
    expect(new Set(seen).size).toBe(60)
    expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(12)
  })
})

describe('what a caller may claim', () => {
  const graph = protectSubgraphs(`type Query {
    open: Int mine: Int @authenticated read: Int @requiresScopes(scopes: [["read"]])
    person: Int @policy(policies: [["person"]]) staff: Int @policy(policies: [["staff"]])
    instructor: Int @policy(policies: [["instructor"]]) partner: Int @policy(policies: [["partner"]])
    router: Int @policy(policies: [["router"]]) nobody: Int @policy(policies: [["constructor"]]) }`)
  const authorization = graph.compile('{ open mine read person staff instructor partner router nobody }')
  const partner = { kind: 'partner', id: 'partner_1', keyId: 'key_1', scopes: ['read'] } as const

  test.each([
    ['nobody', anonymous, ''],
    ['a person', createViewer(), 'mine person'],
    ['a person with a scope', { ...createViewer(), scopes: ['read', 'write'] }, 'mine read person'],
    ['an instructor', createViewer('INSTRUCTOR'), 'mine person instructor'],
    ['staff', createViewer('ADMIN'), 'mine person staff instructor'],
    ['a partner', partner, 'mine read partner'],
    ['the router', { kind: 'router' } as const, 'mine router'],
  ])('%s', (_who, viewer, fields) => {
    const { document } = authorization.decide(claimsOf(viewer))
    expect(document && print(document).match(/\w+/g)).toEqual(['open', ...fields.split(' ').filter(Boolean)])
  })
})

test('a small document that spreads into millions of fields is decided at once, and says little', () => {
  const graph = protectSubgraphs('type Query { node: Node } type Node { node: Node secret: Int @authenticated id: ID }')
  const levels = Array.from({ length: 24 }, (_, at) => {
    const below = at === 0 ? 'secret id' : `x: node { ...F${at - 1} } y: node { ...F${at - 1} }`
    return `fragment F${at} on Node { ${below} }`
  })
  const { document, refused } = graph.decide(`{ node { ...F23 } } ${levels.join('\n')}`, claims(''))
  expect(document && validate(graph.schema, document)).toEqual([])
  expect(document && print(document)).not.toContain('secret')
  expect(refused).toHaveLength(1_000)
})
