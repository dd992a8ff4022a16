import { CommandError } from '../command-error.ts'

/** Runs the parts of a check, prints a line per part as it ends, and remembers which failed. */
export class CheckRun {
  readonly #print: (line: string) => void
  readonly #failed: string[] = []

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** Never rejects, so that one failing part hides no other. */
  async part(name: string, run: () => Promise<void>): Promise<void> {
    const start = performance.now()
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`
    try {
      await run()
      this.#print(`ok      ${name.padEnd(20)} ${seconds()}`)
    } catch (error) {
      this.#failed.push(name)
      const reason =
        error instanceof CommandError ? error.message : error instanceof Error ? error.stack : String(error)
      this.#print(`FAILED  ${name.padEnd(20)} ${seconds()}\n\n${reason}\n`)
    }
  }

  /** @throws CommandError naming the parts that failed */
  finish(): void {
    if (this.#failed.length > 0) throw new CommandError(`check failed: ${this.#failed.join(', ')}`)
  }
}
