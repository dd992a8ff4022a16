import { fileURLToPath } from 'node:url'
import { nodeOptions, processEnvironment } from './process-options.ts'

/** Makes this process that of a module, with options that cannot be set any more in a process that runs. */
export async function startAs(main: URL): Promise<void> {
  const path = fileURLToPath(main)
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...nodeOptions, path], {
    ...processEnvironment,
    // biome-ignore lint/style/noProcessEnv: it is handed on as it is, and read by the module
    ...process.env,
  })
  // Windows cannot replace a process.
  await import(main.href)
}
