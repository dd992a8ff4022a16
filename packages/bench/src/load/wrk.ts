import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type LoadGenerator, NUMBER } from './load.ts'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('./wrk.lua', import.meta.url))

let started = 0

/** wrk in a process of its own, on the core of this one. */
export const wrkLoad: LoadGenerator = {
  name: 'wrk',
  async run({ url, query, headers, connections, seconds }) {
    started += 1
    const { stdout } = await run(
      'wrk',
      [
        ...['--threads', '1', '--connections', `${connections}`, '--duration', `${seconds}s`, '--timeout', '30s'],
        ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
        ...['--script', SCRIPT, url],
      ],
      {
        env: {
          PATH: process.env.PATH,
          BENCH_BODY: JSON.stringify({ query }),
          BENCH_NUMBER: NUMBER,
          BENCH_FIRST: `${started * 10_000_000}`,
        },
      },
    )
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    return {
      requests: report.requests,
      requestsPerSecond: report.requests / (report.microseconds / 1_000_000),
      p50: report.p50 / 1_000,
      p99: report.p99 / 1_000,
      failed: report.failed,
    }
  },
}
