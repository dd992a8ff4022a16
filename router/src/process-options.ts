import { join } from 'node:path'

/*
 * What a router's process has to be started with, for it is read only then. Each keeps memory small; `docs/router.md` has
 * the figures.
 */

export const nodeOptions: readonly string[] = [
  // Room for the requests under way and no more. Half of it is too little: what is short-lived would outlive its space.
  '--max-semi-space-size=16',
  // Where much is under way, the engine takes short-lived objects for lasting ones, and fills the heap with them.
  '--no-allocation-site-pretenuring',
]

export const processEnvironment: Readonly<Record<string, string>> = {
  // Compiled sources of the start before, so that nothing loads the compiler that strips types.
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/compiled'),
  // The C library gives back what is free beyond so many bytes; by itself it raises that with each large block.
  MALLOC_TRIM_THRESHOLD_: '131072',
}
