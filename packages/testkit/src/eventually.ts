import { expect } from 'vitest'

/** Asks again until the answer fits, for what other services learn by events. Fails with the last difference. */
export async function eventually<Value>(ask: () => Promise<Value>, fits: (value: Value) => void): Promise<Value> {
  let value: Value | undefined
  await expect
    .poll(
      async () => {
        value = await ask()
        fits(value)
        return true
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBe(true)
  return value as Value
}
