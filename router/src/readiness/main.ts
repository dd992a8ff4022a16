import { parseArgs } from 'node:util'
import { waitForSubgraphs } from './wait-for-subgraphs.ts'

/* Before a rollout of the router, in its image: node router/src/readiness/main.ts [--seconds 600] */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } })
const until = Date.now() + Number(values.seconds) * 1_000
const problems = await waitForSubgraphs(process.env, { until, log: (line) => console.log(line) })
console.log(problems.length === 0 ? 'every subgraph has what the supergraph needs' : problems.join('\n'))
process.exitCode = problems.length === 0 ? 0 : 1
