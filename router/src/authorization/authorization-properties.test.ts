import fc from 'fast-check'
import { type DocumentNode, parse, print, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { findForbidden, readsOfNothing } from '../../test/authorization/naive-walker.ts'
import { claims, protectSubgraphs } from '../../test/authorization/protected-graph.ts'
import { arbitraryDocument } from '../../test/documents/arbitrary-document.ts'

const graph = protectSubgraphs(
  `
  type Query { me: User @authenticated node(t: String): Node posts(n: Int): [Post!]! media: Media color: Color self: Query }
  type Mutation @policy(policies: [["writer"]]) { post(t: String): Post rename(t: String): User }
  interface Node { id: ID! owner: Actor }
  interface Post implements Node { id: ID! owner: Actor title(t: String): String! more(n: Int): [Post] }
  interface Actor { name: String }
  type PublicPost implements Post & Node { id: ID! owner: User title(t: String): String! more(n: Int): [Post] open: Int }
  type PrivatePost implements Post & Node @requiresScopes(scopes: [["a", "b"], ["c"]]) {
    id: ID! owner: Bot title(t: String): String! @policy(policies: [["reader"]]) more(n: Int): [PublicPost] secret: Secret }
  type Film implements Node { id: ID! @requiresScopes(scopes: [["a"]]) owner: Actor length: Int }
  type Song { length: Int @authenticated }
  type User implements Node & Actor @key(fields: "id") @authenticated {
    id: ID! owner: Actor name: String posts(n: Int): [Post] @requiresScopes(scopes: [["a"]]) likes: [Media] }
  type Bot implements Actor { name: String color: Color }
  union Media = Film | Song | PublicPost | PrivatePost
  scalar Secret @policy(policies: [["reader"], ["writer"]])
  enum Color @requiresScopes(scopes: [["b"]]) { RED }
`,
  'type User @key(fields: "id") { id: ID! karma(n: Int): Int @policy(policies: [["reader"]]) }',
)

const words = ['in', 'a', 'b', 'c', 'policy:reader', 'policy:writer']
const documents = arbitraryDocument(graph.schema)
const callers = fc.subarray(words).map((held) => claims(held.join(' ')))
const anyone = claims(words.join(' '))

/** The definitions of a document as text, in whatever order. */
const definitionsOf = ({ definitions }: DocumentNode) => definitions.map((definition) => print(definition)).sort()

function isValid(document: string): boolean {
  try {
    return validate(graph.schema, parse(document)).length === 0
  } catch {
    return false
  }
}

describe('what is left of any document for any caller', () => {
  test('shows nothing that the caller may not see, by another reckoning', () => {
    fc.assert(
      fc.property(documents, callers, (document, caller) => {
        const left = graph.decide(document, caller).document
        expect(left ? findForbidden(graph.supergraphSdl, left, caller) : []).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('is valid', () => {
    fc.assert(
      fc.property(documents, callers, (document, caller) => {
        const left = graph.decide(document, caller).document
        expect(left ? validate(graph.schema, parse(print(left))) : []).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('is the document itself for somebody who may see everything', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { document: left, refused } = graph.decide(document, anyone)
        expect(left && definitionsOf(left)).toEqual(definitionsOf(parse(document)))
        expect(refused).toEqual([])
      }),
    )
  })

  test('is refused in part exactly where the other reckoning finds fault', () => {
    // Of a type that may not be seen, not even the name is told where a fragment asks for it, which hurts nobody; nor does
    // it when a fragment on it is refused that could never have matched.
    const plain = documents.map((document) => document.replaceAll('__typename', ''))
    const valid = plain.filter((document) => isValid(document) && !readsOfNothing(graph.schema, parse(document)))
    fc.assert(
      fc.property(valid, callers, (document, caller) => {
        const faults = findForbidden(graph.supergraphSdl, parse(document), caller)
        expect(graph.decide(document, caller).refused.length > 0).toBe(faults.length > 0)
      }),
      { numRuns: 100 },
    )
  })

  test('is not filtered any further', () => {
    fc.assert(
      fc.property(documents, callers, (document, caller) => {
        const left = graph.decide(document, caller).document
        if (left) expect(graph.decide(print(left), caller)).toMatchObject({ refused: [] })
      }),
    )
  })
})
