import type { Environment } from './config.ts'

/**
 * Places where tests make a process fail: round what must be safe at any moment. Each is named after what it stands
 * before or after.
 */
export type FaultSite =
  | 'beforeCommit'
  | 'afterCommit'
  | 'beforePublish'
  | 'afterAck'
  | 'beforeMark'
  | 'beforeHandler'
  | 'afterHandlerCommit'
  | 'beforeOffsetCommit'
  | 'beforeProviderCall'
  | 'afterProviderCall'

interface PlannedFault {
  site: FaultSite
  kind: 'kill' | 'throw' | 'stall'
  /** At which pass it happens, counted from 1. */
  pass: number
}

const STALL_MS = 3_000

let planned: PlannedFault | null = null
let passes = 0

/**
 * Plans the fault that `FAULT` names, such as `afterAck:kill@3` for the third pass from now; an empty one takes it back.
 * Nothing outside of tests can do that.
 */
export function planFault({ NODE_ENV, FAULT }: Environment): void {
  if (NODE_ENV !== 'test' || FAULT === undefined) return
  planned = parsePlan(FAULT)
  passes = 0
}

/** Fails here if a test planned that for this process; does nothing otherwise, and never in production. */
export function fault(site: FaultSite): Promise<void> | undefined {
  if (planned === null || planned.site !== site) return undefined
  passes++
  return passes === planned.pass ? fail(planned) : undefined
}

async function fail({ site, kind }: PlannedFault): Promise<void> {
  // Whoever planned the fault waits for this line, to know that it came.
  process.stderr.write(`fault ${site}:${kind}\n`)
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL')
  if (kind === 'stall') await new Promise((resolve) => setTimeout(resolve, STALL_MS))
  // As the driver of a database says it: what surrounds the process failed, and may be tried again.
  if (kind === 'throw') throw Object.assign(new Error(`fault at ${site}`), { code: 'ECONNRESET' })
}

function parsePlan(plan: string): PlannedFault | null {
  const [, site, kind, pass] = /^(\w+):(kill|throw|stall)@(\d+)$/.exec(plan) ?? []
  if (site === undefined) return null
  return { site: site as FaultSite, kind: kind as PlannedFault['kind'], pass: Number(pass) }
}
