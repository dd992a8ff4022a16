/** Tells what the stack does while it starts. */
export interface Progress {
  /** Runs one step and reports its name, how long it took and what it answers. */
  step<Result>(name: string, run: () => Promise<Result>, describe?: (result: Result) => string): Promise<Result>
  /** Something to know beside the steps. */
  note(line: string): void
}

/** Reports each step as one line when it is done; `begin` names it while it runs (for a terminal). */
export function createProgress(write: { begin(name: string): void; line(text: string): void }): Progress {
  return {
    note: (line) => write.line(`  ${line}`),
    async step(name, run, describe) {
      const started = performance.now()
      write.begin(name)
      const result = await run()
      const elapsed = (performance.now() - started) / 1000
      write.line(`✔ ${name.padEnd(14)} ${elapsed.toFixed(1).padStart(5)} s  ${describe?.(result) ?? ''}`.trimEnd())
      return result
    },
  }
}

export const silentProgress = (): Progress => createProgress({ begin: () => {}, line: () => {} })
