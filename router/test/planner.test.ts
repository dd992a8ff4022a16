import { parse } from 'graphql'
import { expect, test, vi } from 'vitest'
import { createFederationProcess } from '../src/graph/federation-process.ts'
import { createPlanner } from '../src/graph/planner.ts'
import { media } from './execution/graphs/media.ts'
import { loadGraph } from './execution/load-graph.ts'
import { composeSupergraph } from './graph/test-graph.ts'

const FIELDS = Array.from({ length: 30 }, (_, n) => `f${n}`)

/** With so many types that loading it takes longer than a plan may. */
function largeSupergraph(): string {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
    type Query { tree: Tree }
    type Tree { ${FIELDS.map((field) => `${field}: Tree`).join(' ')} }`)
  const types = Array.from(
    { length: 1_500 },
    (_, n) => `type Type${n} @join__type(graph: WOOD) { id: ID next: Type${n} }`,
  )
  return [composeSupergraph(new Map([['wood', { url: 'http://wood.test', typeDefs }]])), ...types].join('\n')
}

const branches = (depth: number): string =>
  depth === 0 ? '__typename' : FIELDS.map((field) => `${field} { ${branches(depth - 1)} }`).join(' ')

const askFor = (field: string) => parse(`{ tree { ${field} { __typename } } }`)
const tooComplex = parse(`{ tree { ${branches(3)} } }`)

test('what takes too long to plan is refused; starting the process, also anew after that, counts for nobody', async () => {
  const federation = createFederationProcess(largeSupergraph())
  const planner = createPlanner({ federation, timeoutMs: 500, onPlanned: () => {}, onFailure: () => {} })
  const refused = expect.objectContaining({ status: 400, message: expect.stringMatching(/too complex/) })
  const planned = (field: string) => expect.stringContaining(`{tree{${field}{__typename}}}`)
  try {
    expect(await planner.plan(askFor('f0'))).toEqual(planned('f0'))
    // All at once, so that others are under way when the process is ended, and then have to be planned by the next.
    const documents = [askFor('f1'), tooComplex, askFor('f2'), askFor('f3'), tooComplex, askFor('f4'), askFor('f5')]
    const outcomes = await Promise.all(documents.map((document) => planner.plan(document).catch((error) => error)))
    expect(outcomes).toEqual([
      ...[planned('f1'), refused],
      ...[planned('f2'), planned('f3'), refused],
      ...[planned('f4'), planned('f5')],
    ])
  } finally {
    await federation.close()
  }
}, 60_000)

/** A planner whose process answers when `answer` is called. */
function createHeldPlanner() {
  const asked: (() => void)[] = []
  const planner = createPlanner({
    federation: { prepare() {}, plan: () => new Promise((resolve) => asked.push(() => resolve('{}'))) },
    ...{ timeoutMs: 1, onPlanned: () => {}, onFailure: () => {} },
  })
  return { planner, asked }
}

const tooMuch = { status: 503, extensions: { code: 'SERVICE_UNAVAILABLE' } }

test('a few plans are asked for ahead, some wait, and what is more is refused at once', async () => {
  const { planner, asked } = createHeldPlanner()
  const plans = Array.from({ length: 204 }, () => planner.plan(askFor('f0')))
  await expect(planner.plan(askFor('f0'))).rejects.toMatchObject(tooMuch)
  expect(asked.length).toBe(4)
  for (const answer of asked) {
    answer()
    await new Promise(setImmediate)
  }
  expect(await Promise.all(plans)).toEqual(plans.map(() => '{}'))
})

test('who has waited for long is refused without being planned', async () => {
  const { planner, asked } = createHeldPlanner()
  const plans = Array.from({ length: 5 }, () => planner.plan(askFor('f0')))
  const [, , , , last] = plans
  using _later = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 11_000)
  asked[0]?.()
  await expect(last).rejects.toMatchObject(tooMuch)
  expect(asked.length).toBe(4)
})

test('a valid operation without a plan is refused, and what the planner says of it goes to operators alone', async () => {
  const federation = createFederationProcess(loadGraph(media).plannableSdl)
  const failures: string[] = []
  const planner = createPlanner({
    ...{ federation, timeoutMs: 10_000, onPlanned: () => {} },
    onFailure: ({ message }) => failures.push(message),
  })
  try {
    await expect(planner.plan(parse('{ best { ... on Captioned { __typename } } }'))).rejects.toMatchObject({
      ...{ status: 400, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      message: expect.not.stringMatching(/stars/),
    })
    expect(failures).toEqual([expect.stringContaining('Media(stars)')])
  } finally {
    await federation.close()
  }
})
