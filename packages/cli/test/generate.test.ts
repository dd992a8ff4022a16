import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type GenerateResult, generate } from '../src/commands/generate.ts'
import { projectRoot } from '../src/workspace.ts'
import { createWorkspace, datamodel, type TestWorkspace } from './workspace.ts'

const schema = `
extend type Query { "Who asks." me: User }
"A person."
type User implements Node @key(fields: "id") { "Id." id: ID! "Name." name: String! "Initials." initials: String! }
"A person in a list."
type UserEdge { "Place." cursor: String! "Person." node: User! }
`

const mappers = `
import type { UserModel } from '../../generated/prisma/models.ts'
export type UserMapper = UserModel
export type UserEdgeMapper = { cursor: string; node: UserModel }
`

const modules = 'subgraphs/user/src/modules'

async function createUserWorkspace(): Promise<TestWorkspace> {
  const workspace = await createWorkspace()
  await workspace.write(
    'prisma/user/prisma.config.ts',
    await readFile(join(projectRoot, 'prisma/user/prisma.config.ts'), 'utf8'),
  )
  await workspace.write('prisma/user/schema.prisma', datamodel('model User {\n  id String @id\n  name String\n}'))
  await workspace.write('prisma/course/prisma.config.ts', 'export default {}')
  await workspace.write(`${modules}/accounts/schema.graphql`, schema)
  await workspace.write(`${modules}/accounts/schema.mappers.ts`, mappers)
  await workspace.write('subgraphs/user/src/context.ts', 'export interface Context { viewer: string }')
  // Where the generated client and the mappers find the types of their libraries.
  await symlink(join(projectRoot, 'subgraphs/user/node_modules'), join(workspace.root, 'subgraphs/user/node_modules'))
  return workspace
}

describe('a first run', () => {
  let workspace: TestWorkspace
  let result: GenerateResult
  beforeAll(async () => {
    workspace = await createUserWorkspace()
    result = await generate(workspace.root)
  })
  afterAll(() => workspace[Symbol.asyncDispose]())
  const read = (file: string) => readFile(join(workspace.root, file), 'utf8')

  test('makes client, SDL and resolver types, begins what nothing resolves, and skips unbuilt subgraphs', async () => {
    expect(result).toEqual({
      clients: ['user'],
      schemas: ['subgraphs/user/schema.graphql'],
      types: ['user'],
      resolvers: [`${modules}/accounts/resolvers/Query/me.ts`, `${modules}/accounts/resolvers/User.ts`],
      skipped: ['course'],
    })
    expect(await read(`${modules}/accounts/resolvers/User.ts`)).toContain('initials: async')
    expect(await read(`${modules}/accounts/resolvers/User.ts`)).not.toContain('name: async')
    expect(await read(`${modules}/types.generated.ts`)).toContain("from '../context.ts'")
  })

  test('makes no file for a mapped type that needs no resolver, and no place in the map', async () => {
    expect(existsSync(join(workspace.root, modules, 'accounts/resolvers/UserEdge.ts'))).toBe(false)
    const map = await read(`${modules}/resolvers.generated.ts`)
    expect(map).toContain('User: User,')
    expect(map).not.toContain('UserEdge')
  })

  test('joins the shared definitions and every module, and extends the root types throughout', async () => {
    const sdl = await read('subgraphs/user/schema.graphql')
    expect(sdl).toMatch(/extend schema @link\(url: "https:\/\/specs\.apollo\.dev\/federation/)
    expect(sdl).toContain('type PageInfo @shareable')
    expect(sdl).toContain('extend type Query')
  })

  test('is followed by one that does nothing, and after a change of the schema does only what hangs on it', async () => {
    const nothing = { clients: [], schemas: [], types: [], resolvers: [], skipped: ['course'] }
    expect(await generate(workspace.root)).toEqual(nothing)
    await workspace.write(`${modules}/tags/schema.graphql`, 'extend type Query { "All tags." tags: [String!]! }')
    expect(await generate(workspace.root)).toEqual({
      ...nothing,
      schemas: ['subgraphs/user/schema.graphql'],
      types: ['user'],
      resolvers: [`${modules}/tags/resolvers/Query/tags.ts`],
    })
  })
})

/** Generates in a workspace in which one file is wrong. */
async function generateWith(file: string, text: string): Promise<GenerateResult> {
  const workspace = await createUserWorkspace()
  onTestFinished(() => workspace[Symbol.asyncDispose]())
  await workspace.write(file, text)
  return generate(workspace.root)
}

test('a module that defines a root type is refused with what to write', async () => {
  const generating = generateWith(`${modules}/tags/schema.graphql`, 'type Query { "All tags." tags: [String!]! }')
  await expect(generating).rejects.toThrow(`${modules}/tags/schema.graphql defines Query`)
})

test('a module that does not parse is refused with its file and place', async () => {
  const generating = generateWith(`${modules}/tags/schema.graphql`, 'extend type Query {\n  tags [String!]!\n}')
  await expect(generating).rejects.toThrow(`${modules}/tags/schema.graphql:2:8`)
})

test('a field of an unknown type is refused with the subgraph and the type', async () => {
  const generating = generateWith(`${modules}/tags/schema.graphql`, 'extend type Query { "All tags." tags: [Tag!]! }')
  await expect(generating).rejects.toThrow(/^codegen refused the subgraph "user": .*\nUnknown type: "Tag"/)
})

test('a datamodel that Prisma refuses is reported with its fault', async () => {
  const generating = generateWith('prisma/user/schema.prisma', datamodel('model User {\n  name String\n}'))
  await expect(generating).rejects.toThrow(/must have at least one unique criteria/i)
})
