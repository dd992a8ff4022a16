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
  /** How many rows it reads at a time: fewer are all that there were. */
  atATime: number
  numberOf: (row: Row) => number
  signal: AbortSignal
  log: Logger
}

/** Yields what is new, in order and each row once, until the signal aborts. A database that is away is waited for. */
export async function* follow<Row>(list: Followed<Row>): AsyncGenerator<Row[]> {
  const { bells, topic, signal, numberOf, atATime, log } = list
  const bell = createBell()
  const stop = bells.listen(topic, () => bell.ring())
  let after = list.from
  let failures = 0
  try {
    while (!signal.aborted) {
      try {
        const rows = await list.read(after)
        failures = 0
        const last = rows.at(-1)
        if (last !== undefined) {
          after = numberOf(last)
          yield rows
        }
        // What came since the rows were read has rung the bell.
        if (rows.length < atATime) await bell.wait(null, signal)
      } catch (error) {
        if (!isTransient(error)) throw error
        log.warn({ err: error }, 'news cannot be read; trying again')
        await bell.wait(retryPause(++failures), signal)
      }
    }
  } finally {
    stop()
  }
}
