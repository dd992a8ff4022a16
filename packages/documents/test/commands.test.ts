import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedDemo } from '@lms/local/demo/seed-demo'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressed } from '../src/beside-a-system.ts'
import { blocksOf, unmarkedCode } from '../src/blocks.ts'
import { commandsOf } from '../src/commands.ts'
import { compareListing } from '../src/compare-listing.ts'
import { type ListedCommand, readListing } from '../src/listing.ts'
import { projectRoot, readPages } from '../src/pages.ts'
import { isInstalled, runShell } from '../src/run-shell.ts'
import { missingInShape } from '../src/shape.ts'

const pages = await readPages()
const blocks = pages.flatMap(blocksOf)
const commands = blocks.flatMap(commandsOf)
const listed = await readListing()
const listedAs = (way: ListedCommand['way']) => listed.filter((each) => each.way === way)

test('all code of the documents says what language it is in', () => {
  expect(pages.flatMap(unmarkedCode)).toEqual([])
})

test('every command of the documents is run, or listed with the reason why not', () => {
  expect(compareListing(commands, listed)).toEqual([])
})

test('scripts can be read by a shell', async () => {
  const scripts = blocks.filter(({ language }) => language === 'bash')
  for (const { code, page, line } of scripts) await runShell(`# ${page}:${line}\nbash -n <<'SCRIPT'\n${code}\nSCRIPT`)
})

describe('as it is', async () => {
  const found = await Promise.all(
    listedAs('AS_IT_IS').map(async ({ text }) => ({ text, installed: await isInstalled(text) })),
  )
  for (const { text, installed } of found) test.runIf(installed)(text, { timeout: 60_000 }, () => runShell(text))
})

describe('beside a running system', () => {
  let folder: string
  let stack: TestStack
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-documents-'))
    stack = await startTestStack()
    await seedDemo(stack, folder, { students: 1, courses: 1 })
  }, 120_000)
  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  // Not by test.each, which shortens names.
  for (const { text } of listedAs('BESIDE_A_SYSTEM'))
    test(text, async () => {
      const printed = await runShell(addressed(text, stack))
      expect(printed).not.toBe('')
      for (const { block } of commands.filter((command) => command.text === text)) {
        if (block.next?.language !== 'json' || commandsOf(block).length > 1) continue
        const missing = missingInShape(JSON.parse(printed), JSON.parse(block.next.code))
        expect(missing, `${block.page}:${block.next.line} shows another answer than\n${printed}`).toEqual([])
      }
    })
})

describe('by another test', () => {
  for (const { text, reason } of listedAs('OTHER_TEST'))
    test(text, () => {
      const [, path = '', words = ''] = /^\[([^\]]+)\]\(\.\.\/\1\), (.+)$/.exec(reason) ?? []
      expect(path, `"${reason}" is not of the form [path](../path), words`).not.toBe('')
      const file = join(projectRoot, path)
      expect(existsSync(file), `${path} is not there`).toBe(true)
      expect(readFileSync(file, 'utf8'), `${path} does not say "${words}" any more`).toContain(words)
    })
})
