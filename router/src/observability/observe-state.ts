import { Gauge, type Registry } from 'prom-client'
import type { SupergraphStatus } from '../graph/supergraph-file.ts'

/** What is looked at whenever Prometheus asks. */
export interface ObservedState {
  supergraph: () => SupergraphStatus
  openConnections: () => Promise<number>
}

/** Adds the metrics that show how things are now. */
export function observeState(registry: Registry, { supergraph, openConnections }: ObservedState): void {
  const registers = [registry]
  new Gauge({
    name: 'lms_router_open_connections',
    help: 'Connections of clients and probes',
    registers,
    async collect() {
      this.set(await openConnections())
    },
  })
  new Gauge({
    name: 'lms_router_supergraph_info',
    help: 'Always 1; the label names the supergraph that serves by its content',
    labelNames: ['graph'],
    registers,
    collect() {
      this.reset()
      this.set({ graph: supergraph().graph }, 1)
    },
  })
  new Gauge({
    name: 'lms_router_supergraph_loaded_timestamp_seconds',
    help: 'When the supergraph that serves was loaded',
    registers,
    collect() {
      this.set(supergraph().loadedAt.getTime() / 1000)
    },
  })
  new Gauge({
    name: 'lms_router_supergraph_refused',
    help: '1 while the file holds a supergraph that was refused and the one before serves on',
    registers,
    collect() {
      this.set(supergraph().fileRefused ? 1 : 0)
    },
  })
}
