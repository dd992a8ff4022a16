import { parse } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import { NotReached } from '../src/graph/conversation.ts'
import { createFederationProcess, type FederationProcess } from '../src/graph/federation-process.ts'
import { composeSupergraph } from './graph/test-graph.ts'

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
  type Query { title: String }`)
const sdl = composeSupergraph(new Map([['books', { url: 'http://books.test/graphql', typeDefs }]]))

function start(options?: { longestIdleMs: number }): FederationProcess {
  const federation = createFederationProcess(sdl, options)
  onTestFinished(() => federation.close())
  return federation
}

const processes = () => process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length
const PLAN = { node: { kind: 'Fetch', serviceName: 'books' } }

test('ends when nothing is asked of it, and is started again by the next plan', async () => {
  const before = processes()
  const federation = start({ longestIdleMs: 1 })
  for (const _time of ['first', 'second']) {
    expect(JSON.parse(await federation.plan('{ title }'))).toMatchObject(PLAN)
    await expect.poll(processes).toBe(before)
  }
})

test('is started again when it has ended in the middle of a plan, and tells what was not begun from that', async () => {
  const federation = start()
  const { routingUrls } = await federation.read()
  expect(routingUrls).toEqual(new Map([['books', 'http://books.test/graphql']]))
  await federation.plan('{ title }')
  const planning = [
    expect(federation.plan('{ title }')).rejects.toThrow('has ended'),
    expect(federation.plan('{ title }')).rejects.toThrow(NotReached),
  ]
  await federation.close()
  await Promise.all(planning)
  expect(JSON.parse(await federation.plan('{ title }'))).toMatchObject(PLAN)
})

test('answers each of many questions that are asked at once', async () => {
  const federation = start()
  const names = Array.from({ length: 20 }, (_, n) => `title${n}`)
  const plans = await Promise.all(names.map((name) => federation.plan(`{ ${name}: title }`)))
  expect(plans).toEqual(names.map((name) => expect.stringContaining(`{${name}:title}`)))
})

test('says why it could not plan', async () => {
  await expect(start().plan('{ nothing }')).rejects.toThrow('nothing')
})

test('answers where sources are watched, too', async () => {
  process.env.WATCH_REPORT_DEPENDENCIES = '1'
  onTestFinished(() => {
    delete process.env.WATCH_REPORT_DEPENDENCIES
  })
  expect((await start().read()).routingUrls.size).toBe(1)
})
