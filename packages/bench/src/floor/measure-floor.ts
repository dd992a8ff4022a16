import { nodeOptions } from '@lms/kit/process-options'
import { checkAnswers } from '../gateway/check-answers.ts'
import { asGateway, type Gateway } from '../gateway/gateway.ts'
import { measureRounds } from '../gateway/measure-rounds.ts'
import type { PartContext } from '../gateway/part-context.ts'
import { printFigures } from '../gateway/print-figures.ts'
import { SMALL_QUERY } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { LOAD_CORE, ROUTER_CORE, startProcess } from '../start-process.ts'

const PRODUCTS_QUERY = '{ topProducts(first: 5) { upc name price } }'

/** What no gateway can exceed here: the speed of Node, of the subgraphs and of the load generator. */
export async function measureFloor({ generator, rounds }: PartContext): Promise<void> {
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  const subgraphsUrl = `http://127.0.0.1:${subgraphs.port}`
  await using node = await startProcess(new URL('./floor-process.ts', import.meta.url), ROUTER_CORE, {
    environment: { NODE_ENV: 'production', SUBGRAPHS_URL: subgraphsUrl },
    nodeOptions,
  })
  const constant = { ...asGateway('constant 3.7 kB', node), url: `http://127.0.0.1:${node.port}/constant` }
  const byHand = { ...asGateway('small query by hand', node), url: `http://127.0.0.1:${node.port}/by-hand` }
  const alone: Gateway = { ...asGateway('subgraphs alone', subgraphs), url: `${subgraphsUrl}/products` }
  await checkAnswers([byHand], SMALL_QUERY)

  const bench = { subgraphs, generator }
  const onNode = await measureRounds(bench, [constant, byHand], { query: SMALL_QUERY, ...rounds })
  const onSubgraphs = await measureRounds(bench, [alone], { query: PRODUCTS_QUERY, ...rounds })
  const all = [constant, byHand, alone]
  printFigures(
    'node:http, and the subgraphs with the load on one core',
    all,
    [...onNode, ...onSubgraphs],
    rounds.rounds,
  )
}
