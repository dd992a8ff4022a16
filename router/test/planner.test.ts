import { parse } from 'graphql'
import { expect, test } from 'vitest'
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

test('what takes too long to plan is refused; starting the process, also anew after that, counts for nobody', async () => {
  const federation = createFederationProcess(largeSupergraph())
  const planner = createPlanner({ federation, timeoutMs: 500, onPlanned: () => {}, onFailure: () => {} })
  try {
    for (const field of ['f0', 'f1']) {
      const plan = await planner.plan(parse(`{ tree { ${field} { __typename } } }`))
      expect(plan.node).toMatchObject({ kind: 'Fetch', serviceName: 'wood' })
      await expect(planner.plan(parse(`{ tree { ${branches(3)} } }`))).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/too complex/),
      })
    }
  } finally {
    await federation.close()
  }
}, 60_000)

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
