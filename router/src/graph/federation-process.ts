import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { QueryPlan } from '@apollo/query-planner'
import type { SupergraphReading } from './read-supergraph.ts'
import { SupergraphRefusal } from './supergraph-refusal.ts'

/** Starting it again takes part of a second; keeping it, more memory than all else of the router. */
const LONGEST_IDLE_MS = 10_000
/** What it makes is short-lived and far apart: room for new objects would be kept, and never be needed. */
const OPTIONS = ['--max-semi-space-size=4']

/**
 * Apollo's libraries with one supergraph, in a process of its own that is started when something is asked of it and ended
 * when nothing is for a while. A thread would leave behind what it took: the engine and the C library keep it for the next.
 */
export interface FederationProcess {
  /** @throws SupergraphRefusal when it is no supergraph, or one that the router does not support */
  read(): Promise<SupergraphReading>
  /**
   * Plans a validated document of one operation. When the limit is reached, the process is ended.
   * @throws PlanFailure when the planner finds none
   */
  plan(document: string, limit?: AbortSignal): Promise<QueryPlan>
  close(): Promise<void>
}

export type FederationQuestion =
  | { kind: 'take'; supergraphSdl: string }
  | { kind: 'read' }
  | { kind: 'plan'; document: string }

export type FederationAnswer =
  | { kind: 'taken' }
  | { kind: 'reading'; reading: SupergraphReading }
  | { kind: 'refused'; reason: string }
  | { kind: 'plan'; plan: QueryPlan }
  | { kind: 'failed'; message: string }

/** Apollo's planner has no plan for a valid document; its message is for operators. */
export class PlanFailure extends Error {}

/** One question has to be answered before the next is asked. */
export function createFederationProcess(
  supergraphSdl: string,
  { longestIdleMs = LONGEST_IDLE_MS } = {},
): FederationProcess {
  let running: ChildProcess | null = null
  let idle: NodeJS.Timeout | undefined
  const end = async () => {
    const child = running
    running = null
    if (child) await endProcess(child)
  }
  const ask = async (question: FederationQuestion, limit?: AbortSignal): Promise<FederationAnswer> => {
    clearTimeout(idle)
    try {
      if (running && isAlive(running)) return await exchange(running, question, limit)
      const started = startProcess()
      running = started
      await exchange(started, { kind: 'take', supergraphSdl })
      return await exchange(started, question, limit)
    } catch (error) {
      await end()
      throw error
    } finally {
      idle = setTimeout(end, longestIdleMs).unref()
    }
  }
  return {
    async read() {
      const answer = await ask({ kind: 'read' })
      if (answer.kind === 'refused') throw new SupergraphRefusal(answer.reason)
      if (answer.kind !== 'reading') throw new Error('unreachable: a supergraph is read or refused')
      return answer.reading
    },
    async plan(document, limit) {
      const answer = await ask({ kind: 'plan', document }, limit)
      if (answer.kind === 'failed') throw new PlanFailure(answer.message)
      if (answer.kind !== 'plan') throw new Error('unreachable: a document is planned or not')
      return answer.plan
    },
    async close() {
      clearTimeout(idle)
      await end()
    },
  }
}

function startProcess(): ChildProcess {
  const child = fork(new URL('./answer-federation.ts', import.meta.url), {
    execArgv: OPTIONS,
    serialization: 'advanced',
    // Under `node --watch` it would tell what it loads over the channel of its answers.
    // biome-ignore lint/style/noProcessEnv: all else is handed on as it is
    env: { ...process.env, WATCH_REPORT_DEPENDENCIES: undefined },
  })
  // Whoever waits for an answer learns of it by then.
  child.on('error', () => {})
  return child
}

async function exchange(
  child: ChildProcess,
  question: FederationQuestion,
  limit?: AbortSignal,
): Promise<FederationAnswer> {
  const over = new AbortController()
  const ended = () => over.abort(new Error('the process of the planner has ended'))
  child.once('exit', ended)
  try {
    const signal = AbortSignal.any([over.signal, ...(limit ? [limit] : [])])
    const answered = once(child, 'message', { signal })
    child.send(question)
    const [answer] = (await answered) as [FederationAnswer]
    return answer
  } catch (error) {
    throw over.signal.reason ?? error
  } finally {
    child.off('exit', ended)
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const exited = once(child, 'exit')
  // It may be in the middle of a plan, and has nothing to save.
  child.kill('SIGKILL')
  await exited
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
