import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SupergraphReading } from './read-supergraph.ts'
import { SupergraphRefusal } from './supergraph-refusal.ts'

/** What the thread answers: what it read, or why that cannot be served. */
export type LoadOutcome = { reading: SupergraphReading } | { refusal: string }

/**
 * Reads a supergraph in a thread that ends when it has. Apollo's libraries and what they make of a supergraph take more
 * memory than all else of the router, and no request needs them.
 * @throws SupergraphRefusal when it is no supergraph, or one that the router does not support
 */
export async function loadSupergraph(supergraphSdl: string): Promise<SupergraphReading> {
  const thread = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: supergraphSdl })
  try {
    const [outcome] = (await once(thread, 'message')) as [LoadOutcome]
    if ('refusal' in outcome) throw new SupergraphRefusal(outcome.refusal)
    return outcome.reading
  } finally {
    await thread.terminate()
  }
}
