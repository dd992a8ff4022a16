import type { LoadGenerator } from '../load/load.ts'
import type { Rounds } from './measure-rounds.ts'
import type { PeerName, PeerOptions } from './peers.ts'
import type { RunningGateways } from './start-gateways.ts'

/** What every part of the comparison works with. */
export interface PartContext {
  generator: LoadGenerator
  rounds: Rounds
  /** Starts those of the named gateways that are compared in this run. */
  start(names: readonly PeerName[], options: PeerOptions): Promise<RunningGateways>
}
