import type { Logger } from './log.ts'
import type { BackgroundWork } from './subgraph.ts'

/**
 * Runs work again and again, with a pause between the end of one run and the start of the next. Replicas may run it at
 * once, so the work guards itself in the database. A failure is logged and the next run tries again.
 */
export function startJob(options: {
  name: string
  everyMs: number
  log: Logger
  run: () => Promise<void>
}): BackgroundWork {
  const { name, everyMs, log, run } = options
  let stopped = false
  let wake = () => {}
  const finished = (async () => {
    while (!stopped) {
      await run().catch((error: unknown) => log.error({ err: error, job: name }, 'job failed'))
      if (stopped) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await finished
    },
  }
}
