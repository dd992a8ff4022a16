import { rm, writeFile } from 'node:fs/promises'
import { parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composeSupergraph, startTestGraph, type TestGraph } from './graph/test-graph.ts'

let graph: TestGraph
let release: () => void
beforeAll(async () => {
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  graph = await startTestGraph({
    subgraphs: {
      books: {
        typeDefs: `type Query { title: String slow: String year: Int }`,
        resolvers: { Query: { title: () => 'Emile', slow: () => released.then(() => 'late'), year: () => 1762 } },
      },
    },
  })
})
afterAll(() => graph[Symbol.asyncDispose]())

const withoutTitle = () => {
  const { url } = graph.subgraph('books')
  const typeDefs = parse(
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { year: Int slow: String }`,
  )
  return composeSupergraph(new Map([['books', { url, typeDefs }]]))
}

test('a changed supergraph serves within seconds, and what runs meanwhile ends on the old one', async () => {
  expect((await graph.ask('{ title }')).data).toEqual({ title: 'Emile' })
  const running = graph.ask('{ slow title }')
  await expect.poll(() => graph.subgraph('books').requests.length).toBe(2)

  await writeFile(graph.supergraphPath, withoutTitle())
  await expect.poll(async () => (await graph.ask('{ title }')).status).toBe(400)
  expect((await graph.ask('{ year }')).data).toEqual({ year: 1762 })

  release()
  expect((await running).data).toEqual({ slow: 'late', title: 'Emile' })
})

test.each([
  ['is no supergraph', 'type Query { nothing: Int }'],
  ['is broken', 'type Query {'],
  ['is empty', ''],
])('a file that %s changes nothing, and readiness says so', async (_what, text) => {
  await writeFile(graph.supergraphPath, text)
  await expect
    .poll(async () => (await fetch(`${graph.url}/health/ready`)).json())
    .toMatchObject({ status: 'ready', supergraph: 'refused' })
  expect((await graph.ask('{ year }')).data).toEqual({ year: 1762 })

  await writeFile(graph.supergraphPath, withoutTitle())
  await expect
    .poll(async () => (await fetch(`${graph.url}/health/ready`)).json())
    .toMatchObject({ status: 'ready', supergraph: 'current' })
})

test('a file that is away for a while changes nothing, and is served again when it is back', async () => {
  const readiness = async () => (await fetch(`${graph.url}/health/ready`)).json()
  await rm(graph.supergraphPath)
  await expect.poll(readiness).toMatchObject({ status: 'ready', supergraph: 'refused' })
  expect((await graph.ask('{ year }')).data).toEqual({ year: 1762 })
  await writeFile(graph.supergraphPath, withoutTitle())
  await expect.poll(readiness).toMatchObject({ status: 'ready', supergraph: 'current' })
})
