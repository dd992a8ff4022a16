import { isTransient } from '../database-errors.ts'
import { createBell } from '../events/bell.ts'
import { retryPause } from '../events/retry-pause.ts'
import type { Logger } from '../log.ts'
import type { Bells } from './bells.ts'

/** A growing list of numbered rows whose numbers become visible in their order. */
export interface Followed<Row> {
  bells: Pick<Bells, 'listen'>
  /** Rings when the list has grown. */
  topic: string
  /** The number behind which to begin. */
  from: number
  /** The next rows behind a number, in order; none where there are none yet. */
  read: (after: number) => Promise<Row[]>
  numberOf: (row: Row) => number
  signal: AbortSignal
  log: Logger
}

/** Yields what is new, in order and each row once, until the signal aborts. A database that is away is waited for. */
export async function* follow<Row>(list: Followed<Row>): AsyncGenerator<Row[]> {
  const { bells, topic, signal, numberOf } = list
  const bell = createBell()
  const stop = bells.listen(topic, () => bell.ring())
  try {
    let after = list.from
    let failures = 0
    while (!signal.aborted) {
      const rows = await list.read(after).catch((error: unknown) => {
        if (!isTransient(error)) throw error
        list.log.warn({ err: error }, 'news cannot be read; trying again')
        return null
      })
      const last = rows?.at(-1)
      failures = rows ? 0 : failures + 1
      if (rows && last !== undefined) {
        after = numberOf(last)
        yield rows
      } else await bell.wait(rows ? null : retryPause(failures), signal)
    }
  } finally {
    stop()
  }
}
