import { parentPort, workerData } from 'node:worker_threads'
import { describeRefusal } from './describe-refusal.ts'
import type { LoadOutcome } from './load-supergraph.ts'
import { readSupergraph } from './read-supergraph.ts'

/** Errors lose on their way between threads what they say besides their message. */
const outcome: LoadOutcome = await readSupergraph(workerData).then(
  (reading) => ({ reading }),
  (error) => ({ refusal: describeRefusal(error) }),
)
parentPort?.postMessage(outcome)
