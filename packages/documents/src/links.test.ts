import { expect, test } from 'vitest'
import { anchorsOf, brokenLinks } from './links.ts'
import { readPages } from './pages.ts'

test('every link within the project leads somewhere', async () => {
  expect((await readPages()).flatMap(brokenLinks)).toEqual([])
})

test('a file or a heading that is not there is named', () => {
  const text = '[a](README.md) [b](nowhere.md) [c](README.md#nothing) [d](https://example.com) [e](#here)\n\n# Here\n'
  expect(brokenLinks({ path: 'page.md', text: text.replace('[e](#here)', '') })).toEqual([
    'page.md links nowhere.md, which is not there',
    'page.md links README.md#nothing: README.md has no such heading',
  ])
})

test('headings have the names that they have on the page', () => {
  expect(anchorsOf('# How far, how `soon`?\n\n```sh\n# none\n```\n## 1. S3 & more\n')).toEqual(
    new Set(['how-far-how-soon', '1-s3--more']),
  )
})
