import { parse, print, stripIgnoredCharacters } from 'graphql'
import { expect, test } from 'vitest'
import { claims, type ProtectedGraph } from './protected-graph.ts'

/** What is asked, by whom (see `claims`), what is left of it or null, and the paths that are refused. */
export type ExpectedDecision = [what: string, document: string, words: string, left: string | null, refused: string[]]

/** One test for each expected decision. */
export function expectDecisions(graph: ProtectedGraph, decisions: ExpectedDecision[]): void {
  test.each(decisions)('%s', (_what, document, words, left, refused) => {
    const decision = graph.decide(document, claims(words))
    expect(decision.document && short(print(decision.document))).toBe(left && short(left))
    expect(decision.refused.map((path) => path.join('/'))).toEqual(refused)
  })
}

const short = (document: string) => stripIgnoredCharacters(print(parse(document)))
