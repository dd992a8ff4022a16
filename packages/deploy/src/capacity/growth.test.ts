import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../render-overlay.ts'
import { GROWTH } from './growth.ts'

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8')
const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)

const services = readdirSync(join(projectRoot, 'prisma')).filter((name) => !name.includes('.'))

test.each(services)('of every table of %s it is said what becomes of its rows', (service) => {
  const models = named(read(`prisma/${service}/schema.prisma`), /^model (\w+)/gm)
  expect(Object.keys(GROWTH[service] ?? {}).sort()).toEqual(models.sort())
})

test('of every table of kit, too', () => {
  const folder = 'packages/kit/migrations'
  const tables = readdirSync(join(projectRoot, folder)).flatMap((file) =>
    named(read(`${folder}/${file}`), /^create table kit\.(\w+)/gm),
  )
  expect(Object.keys(GROWTH.kit ?? {}).sort()).toEqual(tables.sort())
})

test('every time that is named is a variable with that default', () => {
  const page = read('docs/configuration.md')
  const stays = Object.values(GROWTH).flatMap((tables) => Object.values(tables).map((table) => table.stays))
  const named = stays.flatMap((text) => [...text.matchAll(/`([A-Z_]+)`(?: \((\d+)\))?/g)])
  expect(named.length).toBeGreaterThan(4)
  for (const [, variable, days] of named) expect(page).toMatch(new RegExp(`\`${variable}\` \\| \`${days ?? '\\d+'}\``))
})
