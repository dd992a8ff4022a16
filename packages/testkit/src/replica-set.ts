import { setTimeout as delay } from 'node:timers/promises'
import type { Balancer } from './balancer.ts'
import { isReady, type ServiceProcess } from './service-process.ts'

/** Processes of one service behind one address, as a Deployment with its Service is. */
export interface ReplicaSet {
  readonly processes: readonly ServiceProcess[]
  /**
   * Replaces every process by a new one, one after the other: the new one is ready before the old one is told to stop,
   * which gets no new connections any more once a probe has found it not ready. As in a Deployment, the next one is not
   * kept waiting until the old one has ended.
   * @returns exit codes of the old ones
   */
  restart(): Promise<(number | null)[]>
  /** Ends all by SIGTERM. @returns their exit codes */
  stop(): Promise<(number | null)[]>
}

/** How often readiness is looked at. */
const PROBE_MS = 200

/** @param start starts one more process on a port of its own */
export async function startReplicaSet(
  balancer: Balancer,
  replicas: number,
  start: () => Promise<ServiceProcess>,
): Promise<ReplicaSet> {
  const startOne = async () => {
    const started = await start()
    balancer.takeIn(started.url)
    return started
  }
  let processes = await Promise.all(Array.from({ length: replicas }, startOne))
  return {
    get processes() {
      return processes
    },
    async restart() {
      const codes: Promise<number | null>[] = []
      for (const old of processes) {
        const replacement = await startOne()
        processes = processes.map((process) => (process === old ? replacement : process))
        codes.push(retire(old, balancer))
      }
      return Promise.all(codes)
    },
    stop: () => Promise.all(processes.map((process) => process.stop())),
  }
}

async function retire(old: ServiceProcess, balancer: Balancer): Promise<number | null> {
  const stopped = old.stop()
  while (await isReady(old.url)) await delay(PROBE_MS)
  balancer.takeOut(old.url)
  return stopped
}
