import fc from 'fast-check'
import { parse, specifiedRules, type ValidationRule, validate } from 'graphql'
import { expect, test } from 'vitest'
import { draftRequest } from '../../test/documents/arbitrary-document.ts'
import { media } from '../../test/execution/graphs/media.ts'
import { loadGraph } from '../../test/execution/load-graph.ts'
import { asOneRule } from './as-one-rule.ts'

const schema = loadGraph(media).apiSchema

/** Documents that are valid or not, by words of them in the place of others. */
const document = fc
  .tuple(
    fc.array(fc.nat(9_973), { minLength: 60, maxLength: 200 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
  )
  .map(([decisions, swaps]) => {
    const { document: text } = draftRequest(schema, decisions, {
      words: ['x', 'y'],
      hostile: false,
      introspection: true,
    })
    const words = text.split(/\b/)
    const names = words.filter((word) => /^\w/.test(word))
    for (const [at, by] of swaps) words[at % words.length] = names[by % names.length] ?? ''
    return words.join('')
  })
  .filter((text) => {
    try {
      return parse(text).definitions.length > 0
    } catch {
      return false
    }
  })

test('finds the same flaws in the same order as the rules one by one', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(document, (text) => {
      const flaws = (rules: readonly ValidationRule[]) => validate(schema, parse(text), rules).map(String)
      const expected = flaws(specifiedRules)
      for (const flaw of expected) seen.add(flaw)
      expect(flaws([asOneRule(specifiedRules)])).toEqual(expected)
    }),
    { numRuns: 300 },
  )
  expect(seen.size).toBeGreaterThan(20)
})
