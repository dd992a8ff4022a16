import { vi } from 'vitest'

/** Asks again until the answer fits, for what a service learns by events. Fails with the last difference. */
export function eventually<Value>(ask: () => Promise<Value>, fits: (value: Value) => void): Promise<Value> {
  return vi.waitFor(
    async () => {
      const value = await ask()
      fits(value)
      return value
    },
    { timeout: 20_000, interval: 50 },
  )
}
