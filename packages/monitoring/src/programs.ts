import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Debian's packages are `prometheus` and `prometheus-alertmanager`. */
const PROGRAMS = ['prometheus', 'promtool', 'amtool'] as const

/** Whether Prometheus and the programs that check its configuration and Alertmanager's are installed. */
export async function canCheckAlerts(): Promise<boolean> {
  const found = await Promise.allSettled(PROGRAMS.map((program) => run(program, ['--version'])))
  return found.every(({ status }) => status === 'fulfilled')
}

/**
 * Runs `promtool` or `amtool`.
 * @returns what it printed
 * @throws with that, where it ends with another status than 0
 */
export async function runTool(program: 'promtool' | 'amtool', args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args)
    return stdout.trim()
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${args[0]}:\n${stdout}${stderr}`, { cause })
  }
}
