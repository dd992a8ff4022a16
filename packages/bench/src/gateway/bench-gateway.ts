import { queries } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { chooseLoadGenerator } from '../load/choose-load-generator.ts'
import { profileRouter } from '../profile/bench-profile.ts'
import { LOAD_CORE, pinToCore } from '../start-process.ts'
import { checkAnswers } from './check-answers.ts'
import type { Gateway } from './gateway.ts'
import type { Bench } from './measure-load.ts'
import { measureRounds, type Rounds } from './measure-rounds.ts'
import { type PeerName, peers } from './peers.ts'
import { printFigures } from './print-figures.ts'

export interface GatewayOptions extends Rounds {
  only: string[]
  peers: string[]
  profile: boolean
}

export async function run(options: GatewayOptions): Promise<void> {
  pinToCore(LOAD_CORE)
  const generator = await chooseLoadGenerator()
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  for (const [name, query] of Object.entries(queries)) {
    if (options.only.length && !options.only.includes(name)) continue
    if (options.profile) await profileRouter({ subgraphs, generator }, { name, query, seconds: options.seconds })
    else await compare({ subgraphs, generator }, { name, query, options })
  }
}

async function compare(
  bench: Bench,
  { name, query, options }: { name: string; query: string; options: GatewayOptions },
) {
  await using running = new AsyncDisposableStack()
  const gateways: Gateway[] = []
  for (const peer of options.peers as PeerName[]) {
    gateways.push(running.use(await peers[peer]({ supergraphPath: bench.subgraphs.supergraphPath, sharing: 'none' })))
  }
  const bytes = await checkAnswers(gateways, query)
  const figures = await measureRounds(bench, gateways, { query, ...options })
  printFigures(`${name} query, ${bytes} bytes`, gateways, figures, options.rounds)
}
