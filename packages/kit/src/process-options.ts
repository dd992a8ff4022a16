import { join } from 'node:path'

/* What a process has to be started with, for it is read only then. All of it keeps resident memory small. */

export const nodeOptions: readonly string[] = [
  // Room for the requests under way and no more: twice as much takes some 20 MB and makes no router faster. Half of it is too
  // little: what is short-lived would outlive its space.
  '--max-semi-space-size=16',
  // Where much is under way, the engine takes short-lived objects for lasting ones, and fills the heap with them.
  '--no-allocation-site-pretenuring',
  // What lasts may grow by half between two whole collections; by itself the engine lets it grow fourfold. A third, and a router
  // with large answers spends a seventh more time.
  '--heap-growing-percent=50',
  // The compiler between the first and the last: under load it is asked for so much at once that 20 MB stay behind. A process is
  // as fast without it, but for its first seconds under full load, when it is a quarter slower.
  '--no-maglev',
  // For `give-back-memory.ts`.
  '--expose-gc',
]

export const processEnvironment: Readonly<Record<string, string>> = {
  // Compiled sources of the start before, so that nothing loads the compiler that strips types.
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/compiled'),
  // What is free beyond so many bytes is given back; by itself the C library raises that with each large block.
  MALLOC_TRIM_THRESHOLD_: '131072',
  // One heap of the C library for all threads: in one of their own, those that compile would keep some 10 MB free.
  MALLOC_ARENA_MAX: '1',
}
