import { fileURLToPath } from 'node:url'
import { nodeOptions, processEnvironment } from './process-options.ts'

/* Makes this process the router's, with options that cannot be set any more in a process that runs. */
const main = fileURLToPath(new URL('./main.ts', import.meta.url))
process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...nodeOptions, main], {
  ...processEnvironment,
  ...process.env,
})
// Windows cannot replace a process.
await import('./main.ts')
