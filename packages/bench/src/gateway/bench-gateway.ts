import { measureFloor } from '../floor/measure-floor.ts'
import { queries } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { chooseLoadGenerator } from '../load/choose-load-generator.ts'
import type { LoadGenerator } from '../load/load.ts'
import { profileRouter } from '../profile/bench-profile.ts'
import { compareVariants } from '../router/bench-router.ts'
import { LOAD_CORE, pinToCore } from '../start-process.ts'
import { comparePlanning, compareQuery, compareSharing } from './compare-gateways.ts'
import { compareSizes, compareSubgraphs } from './compare-growth.ts'
import { knownNames } from './known-names.ts'
import type { Rounds } from './measure-rounds.ts'
import type { PartContext } from './part-context.ts'
import { peerNames } from './peers.ts'
import { createGatewayStarter } from './start-gateways.ts'

const parts = {
  floor: measureFloor,
  large: (context) => compareQuery(context, 'large', 'none'),
  small: (context) => compareQuery(context, 'small', 'none'),
  dedupe: compareSharing,
  full: ({ generator, rounds }) => compareVariants(generator, rounds),
  size: compareSizes,
  subgraphs: compareSubgraphs,
  cold: comparePlanning,
} satisfies Record<string, (context: PartContext) => Promise<void>>

type PartName = keyof typeof parts
const partNames = Object.keys(parts) as PartName[]

export interface GatewayOptions extends Rounds {
  /** Names of parts and of gateways, separated by commas. All when absent. */
  only?: string | undefined
  peers?: string | undefined
  /** Whether to show where our router spends its time with the queries, instead of comparing. */
  profile: boolean
}

/**
 * `pnpm bench gateway`: our router beside Apollo's gateway and Hive Gateway, on the same subgraphs and with the same queries.
 * One core for the gateway under load, the other for all else.
 */
export async function run(options: GatewayOptions): Promise<void> {
  const only = knownNames('part', partNames, options.only)
  const peers = knownNames('gateway', peerNames, options.peers)
  pinToCore(LOAD_CORE)
  const generator = await chooseLoadGenerator()
  if (options.profile) return profileQueries(generator, only, options.seconds)
  const context = { generator, rounds: options, start: createGatewayStarter(peers) }
  for (const name of only) await parts[name](context)
}

async function profileQueries(generator: LoadGenerator, only: readonly PartName[], seconds: number): Promise<void> {
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  for (const name of ['large', 'small'] as const) {
    if (only.includes(name)) await profileRouter({ subgraphs, generator }, { name, query: queries[name], seconds })
  }
}
