import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findEnvironments } from '@lms/cli/environments'
import { projectRoot } from '@lms/cli/workspace'
import { isSecret } from '@lms/kit/secret'
import { expect, test } from 'vitest'
import { PROVEN } from '../src/rotation/verify-rotation.ts'

const page = await readFile(join(projectRoot, 'docs/deployment/secrets.md'), 'utf8')
const environments = await findEnvironments(projectRoot)
const variables = environments.flatMap(({ schema }) => Object.entries(schema.shape))

/** Rows of the page's first table, cell by cell. */
const rows = (page.split('| secret |')[1] ?? '')
  .split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((line) => line.split('|').slice(1, -1))

const named = (rows ?? []).flatMap(([names = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
const row = (name: string) => rows?.find(([names = '']) => names.includes(name)) ?? []

test('the page names every secret of every service once, and nothing that there is not', () => {
  const secrets = [...new Set(variables.flatMap(([name, type]) => (isSecret(type) ? [name] : [])))]
  expect(secrets).toContain('JWT_SECRET')
  expect(named.filter((name) => secrets.includes(name)).sort()).toEqual(secrets.sort())
  expect(named.filter((name) => !variables.some(([variable]) => variable === name))).toEqual([])
})

test('says of each how it is replaced, and what of that is proven', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  for (const [names = '', ...cells] of rows ?? []) {
    const [, anchor = ''] = /\]\(#([\w-]+)\)/.exec(cells.join('|')) ?? []
    expect(headings, names).toContain(anchor)
    expect(cells.at(-1)?.trim(), names).toBe(PROVEN.some((name) => names.includes(name)) ? 'yes' : 'no')
  }
  expect(PROVEN.filter((name) => row(name).length === 0)).toEqual([])
})
