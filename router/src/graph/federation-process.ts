import { type ChildProcess, fork } from 'node:child_process'
import { type Conversation, converseWith } from './conversation.ts'
import type { SupergraphReading } from './read-supergraph.ts'
import { SupergraphRefusal } from './supergraph-refusal.ts'

/** Starting it again takes part of a second; keeping it, more memory than all else of the router. */
const LONGEST_IDLE_MS = 10_000
/**
 * What it makes is short-lived. Where unknown documents come in a crowd, collecting it takes a seventh of the time in a quarter
 * of this space; what more would spare is little, and while the process is there, its memory counts.
 */
const OPTIONS = ['--max-semi-space-size=16']

/**
 * Apollo's libraries with one supergraph, in a process of its own that is started when something is asked of it and ended
 * when nothing is for a while. A thread would leave behind what it took: the engine and the C library keep it for the next.
 */
export interface FederationProcess {
  /** @throws SupergraphRefusal when it is no supergraph, or one that the router does not support */
  read(): Promise<SupergraphReading>
  /** Has everything loaded that planning needs, so that the next plan need not wait for it. */
  prepare(): void
  /**
   * Plans a validated document of one operation, and answers the plan as JSON. The limit counts from when all that was
   * asked for before is done; when it is reached, the process is ended.
   * @throws PlanFailure when the planner finds none, LimitReached, NotReached when an earlier plan ended the process
   */
  plan(document: string, limitMs?: number): Promise<string>
  close(): Promise<void>
}

export type FederationQuestion =
  | { kind: 'read'; supergraphSdl: string }
  | { kind: 'prepare'; supergraphSdl: string }
  | { kind: 'plan'; document: string }

export type FederationAnswer =
  | { kind: 'reading'; reading: SupergraphReading }
  | { kind: 'refused'; reason: string }
  | { kind: 'prepared' }
  | { kind: 'plan'; plan: string }
  | { kind: 'failed'; message: string }

/** Apollo's planner has no plan for a valid document; its message is for operators. */
export class PlanFailure extends Error {}

export function createFederationProcess(
  supergraphSdl: string,
  { longestIdleMs = LONGEST_IDLE_MS } = {},
): FederationProcess {
  let latest: Conversation<FederationQuestion, FederationAnswer> | undefined
  let prepared: typeof latest
  const conversation = () => {
    if (!latest || latest.isOver()) latest = converseWith(startProcess(), longestIdleMs)
    return latest
  }
  const planning = () => {
    const current = conversation()
    if (prepared !== current) {
      prepared = current
      // Whoever asks for a plan learns of what went wrong.
      current.ask({ kind: 'prepare', supergraphSdl }).catch(() => {})
    }
    return current
  }
  return {
    async read() {
      const answer = await conversation().ask({ kind: 'read', supergraphSdl })
      if (answer.kind === 'refused') throw new SupergraphRefusal(answer.reason)
      if (answer.kind !== 'reading') throw new Error('unreachable: a supergraph is read or refused')
      return answer.reading
    },
    prepare: () => void planning(),
    async plan(document, limitMs) {
      const answer = await planning().ask({ kind: 'plan', document }, limitMs)
      if (answer.kind === 'failed') throw new PlanFailure(answer.message)
      if (answer.kind !== 'plan') throw new Error('unreachable: a document is planned or not')
      return answer.plan
    },
    close: async () => latest?.end(),
  }
}

function startProcess(): ChildProcess {
  return fork(new URL('./answer-federation.ts', import.meta.url), {
    execArgv: OPTIONS,
    serialization: 'advanced',
    // Under `node --watch` it would tell what it loads over the channel of its answers.
    // biome-ignore lint/style/noProcessEnv: all else is handed on as it is
    env: { ...process.env, WATCH_REPORT_DEPENDENCIES: undefined },
  })
}
