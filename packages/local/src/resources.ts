/** CPU in thousandths of a core, memory in MiB: what is set aside for a process, and what it may take at most. */
export interface Resources {
  cpu: { request: number; limit: number }
  memory: { request: number; limit: number }
}

const SMALL: Resources = { cpu: { request: 250, limit: 500 }, memory: { request: 256, limit: 512 } }
const LARGE: Resources = { cpu: { request: 500, limit: 1_000 }, memory: { request: 512, limit: 1_024 } }

/** What each process of a deployment gets, by its service's name in the supergraph, and the `router`. */
export const RESOURCES: ReadonlyMap<string, Resources> = new Map([
  ['router', SMALL],
  ['user', SMALL],
  ['course', SMALL],
  ['payment', SMALL],
  ['assessment', LARGE],
  ['analytics', SMALL],
  ['notification', SMALL],
  ['live-session', LARGE],
  ['file', { cpu: SMALL.cpu, memory: LARGE.memory }],
])
