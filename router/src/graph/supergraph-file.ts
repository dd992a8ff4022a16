import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Logger } from '@lms/kit/log'
import type { Graph } from './graph.ts'
import { unusableSupergraph } from './unusable-supergraph.ts'

/** How often the file is looked at. Watching by events misses the symbolic links that Kubernetes swaps. */
const LOOK_EVERY_MS = 1_000

/** The graph of a supergraph file, always the newest that could be loaded. */
export interface SupergraphFile {
  /** Runs with the graph that serves now. A reload meanwhile neither changes nor closes it. */
  use<Result>(run: (graph: Graph) => Promise<Result>): Promise<Result>
  /** Tells whoever goes on with a graph after `use` that another one serves now. */
  follow(listener: (graph: Graph) => void): void
  status(): SupergraphStatus
  stop(): Promise<void>
}

export interface SupergraphStatus {
  /** Names the supergraph that serves. */
  readonly graph: string
  readonly loadedAt: Date
  /** Whether the file now holds something that was refused, so that an older graph serves. */
  readonly fileRefused: boolean
}

export interface SupergraphFileOptions {
  path: string
  createGraph: (supergraphSdl: string) => Promise<Graph>
  now: () => Date
  log: Logger
  onReload: (outcome: 'loaded' | 'refused') => void
}

/**
 * Loads the file and follows its changes.
 * @throws ConfigurationError when the first content cannot be loaded
 */
export async function openSupergraphFile(options: SupergraphFileOptions): Promise<SupergraphFile> {
  const { path, createGraph, now, log, onReload } = options
  const opened = await open(options)
  let { current } = opened
  /** What the file held last; null while it cannot be read, so that its return is a change. */
  let text: string | null = opened.text
  let loadedAt = now()
  let fileRefused = false
  const listeners: ((graph: Graph) => void)[] = []
  const reload = async () => {
    const before = text
    text = null
    text = await readFile(path, 'utf8')
    if (text === before) return
    const next = lease(await createGraph(text), log)
    const old = current
    current = next
    loadedAt = now()
    fileRefused = false
    log.info({ graph: next.graph.id }, 'supergraph reloaded')
    onReload('loaded')
    for (const listener of listeners) listener(next.graph)
    old.retire()
  }
  let reloading: Promise<void> = Promise.resolve()
  const look = () => {
    reloading = reloading.then(reload).catch((error) => {
      fileRefused = true
      log.error({ err: error, graph: current.graph.id }, 'the changed supergraph was refused; the one before serves on')
      onReload('refused')
    })
  }
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, look)
  // It may have changed while it was loaded.
  look()
  return {
    use: (run) => current.use(run),
    follow: (listener) => listeners.push(listener),
    status: () => ({ graph: current.graph.id, loadedAt, fileRefused }),
    async stop() {
      unwatchFile(path, look)
      await reloading
      await current.graph.close()
    },
  }
}

async function open({ path, createGraph, log }: SupergraphFileOptions) {
  try {
    const text = await readFile(path, 'utf8')
    return { text, current: lease(await createGraph(text), log) }
  } catch (error) {
    throw unusableSupergraph(path, error)
  }
}

/** Closes a graph once it is retired and nobody uses it any more. */
function lease(graph: Graph, log: Logger) {
  let users = 0
  let retired = false
  const closeWhenUnused = () => {
    if (!retired || users > 0) return
    // Nobody waits for it, and a process ends with a rejection that nobody takes.
    graph.close().catch((error) => log.error({ err: error, graph: graph.id }, 'a replaced supergraph did not close'))
  }
  const leave = () => {
    users -= 1
    closeWhenUnused()
  }
  return {
    graph,
    use<Result>(run: (graph: Graph) => Promise<Result>): Promise<Result> {
      const result = run(graph)
      users += 1
      result.then(leave, leave)
      return result
    },
    retire() {
      retired = true
      closeWhenUnused()
    },
  }
}
