import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export const NAMESPACE = 'lms'

/** A refusal of the cluster, in kubectl's words. */
export class KubectlError extends Error {}

/**
 * Runs kubectl on the current context, in the product's namespace.
 *
 * @param input what it reads from its standard input
 * @returns what it printed
 * @throws KubectlError where it ends with another status than 0
 */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('kubectl', ['--namespace', NAMESPACE, ...args], { stdio: 'pipe' })
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  if (code !== 0) throw new KubectlError(`kubectl ${args.join(' ')}: ${stderr.trim()}`)
  return stdout.trim()
}
