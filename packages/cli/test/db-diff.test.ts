import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { diffDatabase } from '../src/commands/db-diff.ts'
import { findIncompatible } from '../src/migrations/find-incompatible.ts'
import { findSubgraphs } from '../src/workspace.ts'
import { createWorkspace, datamodel, type TestWorkspace } from './workspace.ts'

const user = 'model User {\n  id String @id\n}'
const userWithName = 'model User {\n  id String @id\n  name String?\n}'
const now = new Date('2026-03-04T05:06:07Z')

let workspace: TestWorkspace

beforeEach(async () => {
  workspace = await createWorkspace()
  onTestFinished(() => workspace[Symbol.asyncDispose]())
  await writeDatamodel(user)
})

const writeDatamodel = (models: string) => workspace.write('prisma/user/schema.prisma', datamodel(models))
const diff = (label: string, empty = false) => diffDatabase(workspace.root, 'user', { label, empty, now })
const migrations = () => readdir(join(workspace.root, 'prisma/user/migrations'))
const sqlOf = (name: string) => readFile(join(workspace.root, 'prisma/user/migrations', name, 'migration.sql'), 'utf8')

test('the first migration leads from nothing to the datamodel, beside the lock file of Prisma', async () => {
  await diff('init')
  expect(await migrations()).toEqual(['20260304050607_init', 'datamodel.prisma', 'migration_lock.toml'])
  expect(await sqlOf('20260304050607_init')).toContain('CREATE TABLE "User"')
})

test('the next one holds the difference alone and sorts after the last, even within the same second', async () => {
  await diff('init')
  await writeDatamodel(userWithName)
  await diff('Name of a user')
  expect(await migrations()).toContain('20260304050608_name_of_a_user')
  expect(await sqlOf('20260304050608_name_of_a_user')).toMatch(/ALTER TABLE "User" ADD COLUMN +"name" TEXT;\n$/)
  expect(await sqlOf('20260304050608_name_of_a_user')).not.toContain('CREATE TABLE')
})

test('nothing is written when nothing differs, not even for another wording', async () => {
  await diff('init')
  await writeDatamodel(`/// Somebody.\n${user}`)
  expect(await diff('again')).toContain('already lead to its datamodel')
  expect(await migrations()).toHaveLength(3)
})

test('a migration to be written by hand can be asked for', async () => {
  await diff('init')
  await diff('guards', true)
  expect(await sqlOf('20260304050608_guards')).toMatch(/^-- /)
})

test('a malformed datamodel is refused with the place of its fault, and no folder is left', async () => {
  await writeDatamodel('model User {\n  id String @id\n  role Role\n}')
  await expect(diff('init')).rejects.toThrow('Type "Role" is neither a built-in type')
  await expect(migrations()).rejects.toThrow('ENOENT')
})

test('a name without letters and an unknown subgraph are refused', async () => {
  await expect(diff('!?')).rejects.toThrow('needs a name')
  await expect(diffDatabase(workspace.root, 'users', { label: 'init', empty: false, now })).rejects.toThrow(
    'There is no subgraph "users". There are: user.',
  )
})

test('what the version before does not survive is said, and refused unless it is the second step of an earlier one', async () => {
  await writeDatamodel(userWithName)
  await diff('init')
  await writeDatamodel(user)
  expect(await diff('no name')).toMatch(/does not survive it: ALTER TABLE "User" DROP COLUMN "name".*-- contract: /s)
  const [subgraph] = await findSubgraphs(workspace.root, ['user'])
  if (!subgraph) throw new Error('there is no subgraph')
  // The first release had nothing before it, and these are dated before it.
  expect(await findIncompatible(subgraph)).toEqual([])
  const later = 'prisma/user/migrations/20270101000000_no_name/migration.sql'
  const sql = await sqlOf('20260304050608_no_name')
  await workspace.write(later, sql)
  expect(await findIncompatible(subgraph)).toEqual([expect.stringContaining('Release first what does not need it')])
  await workspace.write(later, `-- contract: 20260304050607_init\n${sql}`)
  expect(await findIncompatible(subgraph)).toEqual([])
  await workspace.write(later, `-- contract: 20280101000000_never\n${sql}`)
  expect(await findIncompatible(subgraph)).toEqual([expect.stringContaining('which is no migration before it')])
})
