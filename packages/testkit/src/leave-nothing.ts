import { afterAll, vi } from 'vitest'

/* The files of a worker share its process: what one sets there must not be met by the next. */

afterAll(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
  vi.restoreAllMocks()
})
