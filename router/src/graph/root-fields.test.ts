import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { mendDocument } from './mend-document.ts'

/** A mutation in so many places, each under two variables of its own, then once more. */
function inPlaces(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const variables = numbers.map((index) => `$a${index}: Boolean!, $b${index}: Boolean!`)
  const places = numbers.map((index) => `say @include(if: $a${index}) @skip(if: $b${index})`)
  return parse(`mutation (${variables.join(', ')}) { ${places.join(' ')} say }`)
}

test('a mutation in many places under different conditions is refused before that takes long', () => {
  expect(mendDocument(inPlaces(5))?.definitions).toHaveLength(1)
  for (const count of [6, 200])
    expect(() => mendDocument(inPlaces(count))).toThrow('The mutation `say` stands in too many places')
})
