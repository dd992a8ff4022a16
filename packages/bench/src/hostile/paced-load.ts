/** What a stream of requests at a steady pace met. */
export interface PacedResult {
  sent: number
  failed: number
  /** Milliseconds from when a request was due until its answer was read, sorted. */
  latencies: number[]
  failures: Map<string, number>
}

/**
 * Starts `perSecond` calls a second until the signal aborts, whether or not earlier ones have ended: a slow answer does not
 * slow down the callers, so that its delay is seen by all of them.
 */
export async function pacedLoad(
  perSecond: number,
  signal: AbortSignal,
  call: () => Promise<void>,
): Promise<PacedResult> {
  const result: PacedResult = { sent: 0, failed: 0, latencies: [], failures: new Map() }
  const running = new Set<Promise<void>>()
  const start = performance.now()
  while (!signal.aborted) {
    const due = start + (result.sent * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    result.sent += 1
    const one = call()
      .catch((error: unknown) => {
        result.failed += 1
        const reason = error instanceof Error ? error.message : String(error)
        result.failures.set(reason, (result.failures.get(reason) ?? 0) + 1)
      })
      .then(() => void result.latencies.push(performance.now() - due))
      .finally(() => running.delete(one))
    running.add(one)
  }
  await Promise.all(running)
  result.latencies.sort((a, b) => a - b)
  return result
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
