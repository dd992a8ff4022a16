import { setTimeout as delay } from 'node:timers/promises'
import { ApiError } from '../api-client.ts'

const LONGEST_WAIT_MS = 20_000
const PAUSE_MS = 50

/**
 * Repeats a mutation that another service refuses because it has not heard of something yet: services learn of one
 * another by events. A refusal that stays is thrown in the end.
 */
export async function onceKnown<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof ApiError) || waited >= LONGEST_WAIT_MS) throw error
      await delay(PAUSE_MS)
    }
  }
}
