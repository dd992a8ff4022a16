/** Runs `start`, or waits with others for a run of the same key that has not ended yet. */
export type ShareInFlight<Result> = (
  key: string,
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>

interface Shared<Result> {
  readonly result: Promise<Result>
  readonly ending: AbortController
  waiting: number
}

/**
 * Lets equal questions that overlap in time share one answer. A run goes on for as long as anybody waits for it, whoever
 * began it; the last one to leave ends it and still learns how it ended.
 * @param leave makes the error for those who leave while others wait
 */
export function createSharing<Result>(leave: () => Error): ShareInFlight<Result> {
  const running = new Map<string, Shared<Result>>()
  const begin = (key: string, start: (signal: AbortSignal) => Promise<Result>): Shared<Result> => {
    const ending = new AbortController()
    const shared = { result: start(ending.signal), ending, waiting: 0 }
    running.set(key, shared)
    const forget = () => {
      if (running.get(key) === shared) running.delete(key)
    }
    // Nobody joins a run that is being ended.
    ending.signal.addEventListener('abort', forget)
    shared.result.then(forget, forget)
    return shared
  }
  return (key, signal, start) =>
    // Nothing is begun for whoever has gone.
    signal.aborted ? Promise.reject(leave()) : waitFor(running.get(key) ?? begin(key, start), signal, leave)
}

function waitFor<Result>(shared: Shared<Result>, signal: AbortSignal, leave: () => Error): Promise<Result> {
  shared.waiting += 1
  return new Promise((resolve, reject) => {
    const stopWaiting = () => {
      shared.waiting -= 1
      if (shared.waiting === 0) shared.ending.abort()
      else reject(leave())
    }
    signal.addEventListener('abort', stopWaiting, { once: true })
    const done = () => signal.removeEventListener('abort', stopWaiting)
    shared.result.finally(done).then(resolve, reject)
  })
}
