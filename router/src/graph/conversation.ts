import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A question took longer than it may. */
export class LimitReached extends Error {}

/** The process ended before the turn of a question, which has no part in that and can be asked again. */
export class NotReached extends Error {}

/** A process that is asked one question after the other, and answers each in its turn. */
export interface Conversation<Question, Answer> {
  /**
   * Puts a question without waiting for the answers of earlier ones. Its limit counts from its turn; when it is reached, the
   * process is ended.
   * @throws LimitReached, NotReached, or Error when the process ended by itself
   */
  ask(question: Question, limitMs?: number): Promise<Answer>
  isOver(): boolean
  /** Ends the process, even in the middle of an answer: it has nothing to save. */
  end(): Promise<void>
}

/** The conversation ends with its process, which is ended when nothing is asked of it for `longestIdleMs`. */
export function converseWith<Question extends object, Answer>(
  child: ChildProcess,
  longestIdleMs: number,
): Conversation<Question, Answer> {
  const turns = takeTurns<Answer>(() => stop(new LimitReached()))
  let isOver = false
  const stop = (reason = new Error('the process has ended')) => {
    if (isOver) return
    isOver = true
    clearTimeout(idle)
    child.kill('SIGKILL')
    turns.end(reason)
  }
  const idle = setTimeout(() => turns.areOver() && stop(), longestIdleMs).unref()
  child.on('message', (answer) => {
    if (isOver) return
    turns.answer(answer as Answer)
    idle.refresh()
  })
  child.on('error', stop)
  child.on('exit', () => stop())
  return {
    isOver: () => isOver,
    ask: (question, limitMs) =>
      new Promise((resolve, reject) => {
        turns.add({ limitMs, resolve, reject })
        // Where it cannot be sent, the process has ended, which is told of by itself.
        child.send(question, () => {})
      }),
    async end() {
      stop()
      // False where there is no process any more, or never was.
      if (child.kill('SIGKILL')) await once(child, 'exit')
    },
  }
}

interface OpenQuestion<Answer> {
  readonly limitMs: number | undefined
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: Error) => void
}

/** Questions in the order of their answers. The limit of each counts from when the one before is answered. */
function takeTurns<Answer>(onLimit: () => void) {
  const open: OpenQuestion<Answer>[] = []
  let limit: NodeJS.Timeout | undefined
  const startTurn = () => {
    clearTimeout(limit)
    const limitMs = open[0]?.limitMs
    if (limitMs !== undefined) limit = setTimeout(onLimit, limitMs)
  }
  return {
    areOver: () => open.length === 0,
    add(question: OpenQuestion<Answer>) {
      if (open.push(question) === 1) startTurn()
    },
    answer(answer: Answer) {
      open.shift()?.resolve(answer)
      startTurn()
    },
    end(reason: Error) {
      clearTimeout(limit)
      open.shift()?.reject(reason)
      for (const { reject } of open) reject(new NotReached())
    },
  }
}
