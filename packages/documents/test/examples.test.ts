import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canRender, renderOverlay } from '@lms/deploy/render-overlay'
import { canCheckAlerts, runTool } from '@lms/monitoring/programs'
import { createDatabase } from '@lms/testkit/database'
import { buildSchema } from 'graphql'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { blocksOf } from '../src/blocks.ts'
import { examinersFor, flawsOf } from '../src/examples.ts'
import { readListing } from '../src/listing.ts'
import { unknownScripts } from '../src/named-commands.ts'
import { projectRoot, readPages } from '../src/pages.ts'

const pages = await readPages()
const blocks = pages.flatMap(blocksOf)
const codeIn = (language: string) => blocks.filter((block) => block.language === language)

test('GraphQL fits the schema; JSON, YAML and TypeScript can be read', async () => {
  const schema = buildSchema(await readFile(join(projectRoot, 'docs/api/schema.graphql'), 'utf8'))
  const examiners = examinersFor(schema)
  expect(blocks.flatMap((block) => flawsOf(block, examiners))).toEqual([])
  for (const language of Object.keys(examiners)) expect(codeIn(language).length, language).toBeGreaterThan(0)
})

test('an example that does not fit is named with its place', () => {
  const examiners = examinersFor(buildSchema('type Query { me: Int }'))
  const block = (language: string, code: string) => ({ page: 'docs/page.md', line: 7, language, code })
  expect(flawsOf(block('graphql', '{ me } { you }'), examiners)).toEqual([
    'docs/page.md:7: Cannot query field "you" on type "Query".',
  ])
  for (const [language, code] of [
    ['json', '{'],
    ['yaml', 'a: ['],
    ['ts', 'const = 1'],
    ['graphql', '{'],
  ] as const)
    expect(flawsOf(block(language, code), examiners), language).toEqual([expect.stringContaining('docs/page.md:7: ')])
})

test('what is looked for in a database can be looked for: of one service in its own', async () => {
  await using database = await createDatabase('payment')
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const selects = codeIn('sql').filter(({ code }) => code.startsWith('select'))
  for (const { code } of selects) await client.query(code)
  expect(selects.length).toBeGreaterThan(0)
  await client.end()
})

test('every command of the project that is named is there', () => {
  expect(pages.flatMap(unknownScripts)).toEqual([])
  expect(unknownScripts({ path: 'page.md', text: '`pnpm verify`, `pnpm nonsense`' })).toEqual([
    'page.md names "pnpm nonsense", which package.json does not have',
  ])
})

test.runIf(await canRender())('what kubectl is asked for in the documents is deployed', async () => {
  const deployments = (await renderOverlay('dev')).ofKind('Deployment')
  const names = new Set(deployments.map(({ metadata }) => metadata.name))
  const labels = new Set(
    deployments.flatMap(({ spec }) =>
      Object.entries(spec.template.metadata.labels).map(([key, value]) => `${key}=${value}`),
    ),
  )
  const commands = (await readListing()).filter(({ text }) => text.startsWith('kubectl -n lms '))
  const asked = (pattern: RegExp) =>
    commands.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found))
  expect(asked(/deployment\/([\w-]+)/g).filter((name) => !names.has(name))).toEqual([])
  const selectors = asked(/ -l (\S+)/g).filter((label) => label !== 'app.kubernetes.io/part-of=lms')
  expect(selectors.filter((label) => !labels.has(label))).toEqual([])
})

test.runIf(await canCheckAlerts())('Prometheus can read what it is to be asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lms-promql-'))
  const expressions = codeIn('promql').flatMap(({ code }) => code.trim().split('\n'))
  const rules = expressions.map((expr, index) => ({ record: `asked:${index}`, expr }))
  try {
    await writeFile(join(folder, 'asked.yaml'), JSON.stringify({ groups: [{ name: 'asked', rules }] }))
    await runTool('promtool', ['check', 'rules', join(folder, 'asked.yaml')])
  } finally {
    await rm(folder, { recursive: true })
  }
  expect(rules.length).toBeGreaterThan(0)
})
