import { describe, expect, test } from 'vitest'
import { blocksOf, unmarkedCode } from './blocks.ts'
import { commandsOf } from './commands.ts'
import { compareListing } from './compare-listing.ts'
import { parseListing } from './listing.ts'
import { missingInShape } from './shape.ts'

const page = (text: string) => ({ path: 'docs/page.md', text })
const commandsIn = (text: string) => blocksOf(page(text)).flatMap(commandsOf)
const SHELL = '```sh\nls -l   # what is there\n# nothing\ncat a |\n  sort \\\n  -u\n```\n'

test('commands are joined over lines, without comments, wherever the block stands', () => {
  expect(commandsIn(SHELL).map(({ text }) => text)).toEqual(['ls -l', 'cat a | sort -u'])
  const inList = `1. Look:\n\n${SHELL.replace(/^(?=.)/gm, '   ')}`
  expect(commandsIn(inList).map(({ text }) => text)).toEqual(['ls -l', 'cat a | sort -u'])
})

test('a block of bash is a script: all of a page are listed by the page', () => {
  expect(commandsIn('```bash\nroll() {\n  true\n}\n```\n').map(({ text }) => text)).toEqual(['docs/page.md'])
  expect(commandsIn('```yaml\na: 1\n```\n')).toEqual([])
})

test('what a command prints is the block right behind it', () => {
  const [shown, told] = blocksOf(
    page('```sh\na\n```\n\n```json\n{}\n```\n\n```sh\nb\n```\n\nIt says\n\n```json\n1\n```\n'),
  ).filter(({ language }) => language === 'sh')
  expect([shown?.next?.code, told?.next]).toEqual(['{}\n', undefined])
})

test('code that nobody would look at is named with its place', () => {
  expect(unmarkedCode(page('Do:\n\n    ls -l\n'))).toEqual([
    expect.stringMatching(/^docs\/page\.md:3 is indented code/),
  ])
  expect(unmarkedCode(page('```\nkubectl get pods\n```\n'))).toEqual([
    expect.stringMatching(/page\.md:2 holds commands/),
  ])
  expect(unmarkedCode(page('```console\nls\n```\n'))).toEqual([expect.stringMatching(/page\.md:2 holds commands/)])
  expect(unmarkedCode(page('- a list\n\n    - of lists\n\n```\na ──▶ b\n```\n'))).toEqual([])
})

describe('the page of commands', () => {
  const complaints = (listing: string) => compareListing(commandsIn(SHELL), parseListing(listing))

  test('is complete when each is run or has a reason', () => {
    expect(complaints('## As it is\n\n- `ls -l`\n\n## Not run: too long\n\n- `cat a | sort -u`\n')).toEqual([])
    expect(parseListing('## Not run: too long\n- `a`\n- `b`: it breaks things\n')).toEqual([
      { text: 'a', way: 'NOT_RUN', reason: 'too long' },
      { text: 'b', way: 'NOT_RUN', reason: 'it breaks things' },
    ])
  })

  test('says what to do about a new command, a stale one, one without a reason, and one that is there twice', () => {
    expect(complaints('## As it is\n\n- `ls -l`\n')).toEqual([
      'docs/page.md:2 has a command that nobody runs. Say in docs/commands.md where it is run, or why not:\n- `cat a | sort -u`',
    ])
    expect(complaints('## Not run\n- `ls -l`\n- `cat a | sort -u`\n- `gone`\n')).toEqual([
      'docs/commands.md lists what no document has any more; take it out:\n- `gone`',
      ...['ls -l', 'cat a | sort -u', 'gone'].map((text) => `docs/commands.md gives no reason for:\n- \`${text}\``),
    ])
    expect(complaints('## As it is\n- `ls -l`\n- `cat a | sort -u`\n- `ls -l`\n')).toEqual([
      'docs/commands.md lists twice:\n- `ls -l`',
    ])
  })

  test('has no other headings and no other lines', () => {
    expect(() => parseListing('## Sometimes\n- `a`\n')).toThrow('"Sometimes" is none of')
    expect(() => parseListing('## As it is\n- a\n')).toThrow('not of the form')
  })
})

test('an answer has at least what its example has, and of the same kind', () => {
  expect(
    missingInShape({ data: { list: [{ id: 'x', more: 1 }] }, more: 1 }, { data: { list: [{ id: 'y' }] } }),
  ).toEqual([])
  expect(missingInShape({ data: { list: [] } }, { data: { list: [1] } })).toEqual(['$.data.list is empty'])
  expect(missingInShape({ a: '1' }, { a: 1, b: 2 })).toEqual(['$.a is string, not number', '$.b is missing'])
})
