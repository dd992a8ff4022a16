import { afterAll, beforeAll } from 'vitest'

/**
 * Starts what the tests of a file share before them, and ends it after them and after the file's own `afterAll`s. What it
 * returns is empty until then, so tests may use it and the file's top level may not.
 */
export function setUp<Shared extends AsyncDisposable>(start: () => Promise<Shared>): Shared {
  const shared = {} as Shared
  beforeAll(async () => {
    Object.assign(shared, await start())
  })
  afterAll(() => shared[Symbol.asyncDispose]())
  return shared
}
