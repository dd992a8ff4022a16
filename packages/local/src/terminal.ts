import { createProgress, type Progress } from './progress.ts'

/** Progress for a person: on a terminal the running step shows at the bottom, elsewhere only finished steps are lines. */
export function terminalProgress(output: NodeJS.WriteStream): Progress {
  const clear = output.isTTY ? '\r\u001b[2K' : ''
  return createProgress({
    begin: (name) => {
      if (output.isTTY) output.write(`${clear}… ${name}`)
    },
    line: (text) => output.write(`${clear}${text}\n`),
  })
}
