import type { Restored } from './run-drill.ts'

const HOUR_MS = 60 * 60_000

/** What is promised: the most that may be lost, and the longest until everything serves again. */
export const TARGETS = { rpoMs: HOUR_MS, rtoMs: 4 * HOUR_MS }

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
const clock = (date: Date) => date.toISOString().slice(11, 23)

export const rpoOf = ({ crashedAt, lastCommit }: Restored): number => crashedAt.getTime() - lastCommit.getTime()
export const rtoOf = ({ crashedAt, readyAt }: Restored): number => readyAt.getTime() - crashedAt.getTime()

/** Whether what is promised was kept. To how early a moment is restored is chosen, and no loss. */
export const isKept = (restored: Restored): boolean =>
  restored.breaks.length === 0 &&
  rtoOf(restored) <= TARGETS.rtoMs &&
  (restored.goal === 'moment' || rpoOf(restored) <= TARGETS.rpoMs)

/** What a restore came to, line by line. */
export function describeRestored(restored: Restored): string[] {
  const { goal, crashedAt, readyAt, lastCommit, laps, before, after, invariants, compared, breaks } = restored
  const rows: [string, string][] = [
    ['last commit back', clock(lastCommit)],
    ['crash', clock(crashedAt)],
    ['ready', `${clock(readyAt)}: ${laps.map(({ name, ms }) => `${name} ${seconds(ms)}`).join(', ')}`],
    [
      'lost',
      `${before.events - after.events} of ${before.events} events, ${before.orders - after.orders} of ${before.orders} orders`,
    ],
    [
      'RPO',
      goal === 'latest' ? `${seconds(rpoOf(restored))}, promised 1 h` : `${seconds(rpoOf(restored))}, as was chosen`,
    ],
    ['RTO', `${seconds(rtoOf(restored))}, promised 4 h`],
    [
      'invariants',
      breaks.length === 0
        ? `${invariants} hold, over 8 databases with ${compared.events} events and ${compared.orders} orders`
        : `BROKEN\n    ${breaks.join('\n    ')}`,
    ],
  ]
  const title =
    goal === 'latest' ? 'The machine is gone: restored as late as can be' : 'A mistake: restored to a moment'
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(18)}${text}`)]
}
