import type { Gateway } from './gateway.ts'
import { type PeerName, type PeerOptions, peers } from './peers.ts'

export interface RunningGateways extends AsyncDisposable {
  readonly gateways: readonly Gateway[]
}

/** Starts gateways; one that cannot be installed or started is left out from then on, visibly. */
export function createGatewayStarter(wanted: readonly PeerName[]) {
  const left = new Set(wanted)
  return async (names: readonly PeerName[], options: PeerOptions): Promise<RunningGateways> => {
    const running = new AsyncDisposableStack()
    const gateways: Gateway[] = []
    for (const name of wanted.filter((one) => left.has(one) && names.includes(one))) {
      try {
        gateways.push(running.use(await peers[name](options)))
      } catch (error) {
        console.error(`${name} is left out: ${error instanceof Error ? error.message : error}`)
        left.delete(name)
      }
    }
    if (gateways.length === 0) throw new Error('no gateway is left to measure')
    return { gateways, [Symbol.asyncDispose]: () => running.disposeAsync() }
  }
}
