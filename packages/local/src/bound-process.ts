import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Runs a program together with a watcher that ends it when its standard input closes: that happens however this process
 * dies, also by SIGKILL. Both are in a session of their own, so that Ctrl-C leaves the program there until the services
 * have drained.
 * @param output file descriptor for what it prints
 */
export function spawnBound(
  program: string,
  args: readonly string[],
  output: number | 'ignore' = 'ignore',
): ChildProcess {
  const script = 'exec 3<&0; (cat <&3; kill $$) >/dev/null 2>&1 & exec 3<&-; exec "$0" "$@" </dev/null'
  const child = spawn('/bin/sh', ['-c', script, program, ...args], { detached: true, stdio: ['pipe', output, output] })
  // Lets the watcher go at once, before the number of the dead process can be given to another.
  child.once('exit', () => child.stdin?.destroy())
  return child
}
