import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { slugCandidates, slugOf } from './slug.ts'

describe('slugOf', () => {
  test.each([
    ['Intro to SQL', 'intro-to-sql'],
    ['  C++ & Rust: a tour!  ', 'c-rust-a-tour'],
    ['Économie générale', 'economie-generale'],
    ['データ分析 入門', 'テータ分析-入門'],
    ['Основы Go', 'основы-go'],
    ['!!!', 'course'],
    ['😀', 'course'],
    [`a${'𐌰'.repeat(100)}`, `a${'𐌰'.repeat(79)}`],
  ])('%s reads %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug)
  })

  test('whatever the title, the slug is short, not empty and needs no hyphen at its ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const slug = slugOf(title)
        expect(slug).toMatch(/^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u)
        expect([...slug].length).toBeLessThanOrEqual(80)
        expect(slug.isWellFormed()).toBe(true)
      }),
    )
  })
})

test('the last candidate is as unique as the id', () => {
  expect(slugCandidates('Go', 'course_01h455vb4pex5vsknk084sn02q')).toEqual([
    'go',
    'go-4sn02q',
    'go-01h455vb4pex5vsknk084sn02q',
  ])
})
