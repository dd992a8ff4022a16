import type { History } from './invariants.ts'
import type { Outcome } from './sweep.ts'

/** What one trial came to. */
export interface Row extends Outcome {
  /** Its place among all. */
  number: number
  name: string
  seed: number
  /** The service that was made to fail; none where the surroundings were. */
  service?: string
  /** Whether the planned fault came. */
  came?: boolean
  tookMs: number
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const lines = (breaks: readonly string[]) => breaks.map((line) => `\n        ${line}`).join('')

/** Prints a line for each trial as it ends, and what all came to. */
export function createTally(count: number) {
  const rows: Row[] = []
  console.log(
    'trial                                                             seed  service       orders  refunds  took    quiet   result',
  )
  return {
    add(row: Row): void {
      rows.push(row)
      const { number, name, seed, service = '', came = true, orders, refunds, tookMs, quietMs, breaks } = row
      const result = breaks.length > 0 ? `BROKEN${lines(breaks)}` : came ? 'ok' : 'ok, but the fault did not come'
      const cells: [string | number, number][] = [
        [`${number}/${count}`, 8],
        [name, 56],
        [seed, 4],
        [service, 12],
        [orders, 6],
        [refunds, 7],
        [seconds(tookMs), 6],
        [seconds(quietMs), 6],
      ]
      console.log(`${cells.map(([cell, width]) => String(cell).padEnd(width)).join('  ')}  ${result}`)
    },
    /** Says what would go on with what is left. */
    leave(option: string): void {
      console.log(`time is up; ${option} goes on`)
    },
    /** @returns whether all that must hold holds */
    finish({ breaks, events, repeats }: History): boolean {
      const broken = rows.filter((row) => row.breaks.length > 0)
      const quiet = rows.map(({ quietMs }) => quietMs).sort((left, right) => left - right)
      const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
      const missed = rows.filter(({ came }) => came === false).length
      console.log(`
${rows.length} trials, ${broken.length} broken, ${missed} whose fault did not come; ${seconds(sum(({ tookMs }) => tookMs))}
${sum(({ orders }) => orders)} orders, ${sum(({ refunds }) => refunds)} refunds, ${events} events, ${repeats} messages that brought one again
quiet again after ${seconds(quiet[Math.floor(quiet.length / 2)] ?? 0)} in the middle, ${seconds(quiet.at(-1) ?? 0)} at most
order of each aggregate in the log: ${breaks.length === 0 ? 'ok' : `BROKEN${lines(breaks)}`}`)
      const whole = broken.length === 0 && breaks.length === 0
      console.log(whole ? '\nall invariants hold' : '\nBROKEN')
      return whole
    },
  }
}
