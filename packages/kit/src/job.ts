import type { Clock } from './clock.ts'
import { createBell } from './events/bell.ts'
import type { EventCause } from './events/event-cause.ts'
import { newId } from './ids.ts'
import type { Logger } from './log.ts'
import type { BackgroundWork } from './subgraph.ts'

/**
 * Runs work again and again, with a pause between the end of one run and the start of the next; a run that answers true
 * has left work behind, and the next follows at once. Replicas may run it at once, so the work guards itself in the
 * database. A failure is logged and the next run tries again after the pause.
 */
export function startJob(
  { service, clock, log }: { service: string; clock: Clock; log: Logger },
  options: {
    name: string
    everyMs: number
    /** The cause is of this run: what it leads to is told to come of it. */
    run: (cause: EventCause) => Promise<void> | Promise<boolean>
    /** Has something call when there is work before the pause is over. The function that it returns ends that. */
    listen?: (onWork: () => void) => () => void
  },
): BackgroundWork {
  const { name, everyMs, run, listen = () => () => {} } = options
  const bell = createBell()
  const stopListening = listen(() => bell.ring())
  let stopped = false
  const attempt = async () => {
    try {
      return (await run({ source: service, correlationId: newId('job') })) === true
    } catch (error) {
      log.error({ err: error, job: name }, 'job failed')
      return false
    }
  }
  const finished = (async () => {
    while (!stopped) {
      const more = await attempt()
      if (stopped || more) continue
      const forget = clock.after(everyMs, () => bell.ring())
      await bell.wait(null)
      forget()
    }
  })()
  return {
    async stop() {
      stopped = true
      stopListening()
      bell.ring()
      await finished
    },
  }
}
