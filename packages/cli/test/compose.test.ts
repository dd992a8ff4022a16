import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { compose } from '../src/commands/compose.ts'
import { watchCompose } from '../src/supergraph/watch-compose.ts'
import { createWorkspace, type TestWorkspace } from './workspace.ts'

const rover = (version = '=2.14.4') => `
federation_version: ${version}
subgraphs:
  user: { routing_url: "http://user-service:3001/graphql", schema: { file: subgraphs/user/schema.graphql } }
  course: { routing_url: "http://course-service:3002/graphql", schema: { file: subgraphs/course/schema.graphql } }
`

const link = (version = '2.12') =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v${version}", import: ["@key", "@shareable"])\n`

const user = `${link()}
extend type Query { "Who asks." me: User }
"A person." type User @key(fields: "id") { "Id." id: ID! }`

const course = `${link()}
extend type Query { "Every course." courses: [Course!]! }
type Course { "Name." title: String! "Who teaches." instructor: User }
type User @key(fields: "id") { id: ID! "What they teach." courses: [Course!]! }`

let workspace: TestWorkspace
const read = (file: string) => readFile(join(workspace.root, file), 'utf8')

beforeEach(async () => {
  workspace = await createWorkspace()
  onTestFinished(() => workspace[Symbol.asyncDispose]())
  await workspace.write('rover.yaml', rover())
  await workspace.write('subgraphs/user/schema.graphql', user)
  await workspace.write('subgraphs/course/schema.graphql', course)
})

test('the supergraph names every subgraph, and the API schema keeps descriptions and hides the joins', async () => {
  const { subgraphs, changed } = await compose(workspace.root)
  expect(subgraphs).toEqual(['user', 'course'])
  expect(changed).toEqual(['router/supergraph.graphql', 'docs/api/schema.graphql'])
  expect(await read('router/supergraph.graphql')).toContain('url: "http://course-service:3002/graphql"')
  const api = await read('docs/api/schema.graphql')
  expect(api).toContain('"""What they teach."""\n  courses: [Course!]!')
  expect(api).not.toContain('join__')
})

test('composing again changes nothing', async () => {
  await compose(workspace.root)
  expect((await compose(workspace.root)).changed).toEqual([])
})

test('a conflict between subgraphs is refused with its code, and the supergraph stays as it was', async () => {
  await compose(workspace.root)
  const before = await read('router/supergraph.graphql')
  await workspace.write('subgraphs/course/schema.graphql', `${course}\nextend type Query { me: User }`)
  await expect(compose(workspace.root)).rejects.toThrow(/INVALID_FIELD_SHARING: .*"Query.me"/)
  expect(await read('router/supergraph.graphql')).toBe(before)
})

test('what composition only remarks on is handed on', async () => {
  await workspace.write('subgraphs/course/schema.graphql', course.replace('type User', '"Somebody." type User'))
  const { hints } = await compose(workspace.root)
  expect(hints.join('\n')).toContain('INCONSISTENT_DESCRIPTION')
})

test('a subgraph that links a newer federation than rover.yaml allows is refused', async () => {
  await workspace.write('rover.yaml', rover('=2.11.0'))
  await expect(compose(workspace.root)).rejects.toThrow('"user" links federation v2.12, more than 2.11.0')
})

test('a subgraph that links no federation is refused', async () => {
  await workspace.write('subgraphs/user/schema.graphql', user.replace(link(), ''))
  await expect(compose(workspace.root)).rejects.toThrow('"user" links no federation version')
})

test('a subgraph without modules is left out, one whose modules were not joined is refused', async () => {
  await rm(join(workspace.root, 'subgraphs/course/schema.graphql'))
  expect((await compose(workspace.root)).subgraphs).toEqual(['user'])
  await workspace.write('subgraphs/course/src/modules/catalog/schema.graphql', 'extend type Query { a: Int }')
  await expect(compose(workspace.root)).rejects.toThrow('run "pnpm generate course" first')
})

test('a version of federation that is not exact is refused', async () => {
  await workspace.write('rover.yaml', rover('=2'))
  await expect(compose(workspace.root)).rejects.toThrow('must name one exact version')
})

test('watching composes again after a change, and outlives what does not compose', async () => {
  const stopped = new AbortController()
  const refused: unknown[] = []
  const watching = watchCompose(workspace.root, {
    onComposed: () => {},
    onRefused: (error) => refused.push(error),
    until: stopped.signal,
  })
  await expect.poll(() => read('router/supergraph.graphql').catch(() => '')).toContain('courses')

  await workspace.write('subgraphs/course/schema.graphql', `${course}\nextend type Query { me: User }`)
  await expect.poll(() => refused.length).toBe(1)
  await workspace.write('subgraphs/course/schema.graphql', course.replaceAll('courses', 'lectures'))
  await expect.poll(() => read('router/supergraph.graphql')).toContain('lectures')

  stopped.abort()
  await watching
})
