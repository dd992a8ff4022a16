import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { nodeOptions } from './process-options.ts'

const run = promisify(execFile)
const GIVE_BACK = new URL('./give-back-memory.ts', import.meta.url).href

test('node takes every option, and a process started with them gives back what it does not need', async () => {
  // What lived through collections of young objects lies in the old space, whose pages stay when it is dead.
  const script = `
    import { getHeapStatistics } from 'node:v8'
    import { giveBackMemory } from '${GIVE_BACK}'
    let kept = Array.from({ length: 300_000 }, (_, at) => ({ at }))
    kept = null
    const before = getHeapStatistics().total_physical_size
    giveBackMemory()
    console.log(before - getHeapStatistics().total_physical_size)`
  const { stdout } = await run(process.execPath, [...nodeOptions, '--input-type=module', '--eval', script])
  expect(Number(stdout)).toBeGreaterThan(5_000_000)
})
