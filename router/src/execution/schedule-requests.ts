import type { PlannedFetch } from './read-plan.ts'

/** Fetches of a plan that are sent as one request. */
export interface ScheduledRequest {
  readonly fetches: readonly PlannedFetch[]
  /** Requests that must have been answered before. */
  readonly after: readonly ScheduledRequest[]
}

/** Levels between which a fetch may be sent without making the plan longer. */
interface Window {
  readonly earliest: number
  readonly latest: number
}

/**
 * Puts entity fetches of one subgraph together, so that a plan takes fewer requests in as many steps. Apollo's planner
 * fetches for each path by itself; fetches that could be sent at the same time become one request here, and a fetch that
 * has time waits for a later one to the same subgraph. What a fetch waits for stays as the plan says, so steps of a
 * sequence are never put together. Mutations and fetches of root fields stay alone.
 */
export function scheduleRequests(fetches: readonly PlannedFetch[]): ScheduledRequest[] {
  const levels = assignLevels(fetches)
  const groups = new Map<string, PlannedFetch[]>()
  for (const [index, fetch] of fetches.entries()) {
    const key = canBeJoined(fetch) ? `${levels.get(fetch)} ${fetch.node.serviceName}` : `${index}`
    groups.set(key, [...(groups.get(key) ?? []), fetch])
  }
  const requests = new Map<PlannedFetch, ScheduledRequest>()
  const inOrder = [...groups.values()].sort(([a], [b]) => levelOf(levels, a) - levelOf(levels, b))
  return inOrder.map((group) => {
    const after = new Set(group.flatMap((fetch) => fetch.after.flatMap((before) => requests.get(before) ?? [])))
    const request = { fetches: group, after: [...after] }
    for (const fetch of group) requests.set(fetch, request)
    return request
  })
}

/** Arguments from the context differ for entities of one path already, so such fetches are parts by themselves. */
const canBeJoined = ({ node }: PlannedFetch): boolean => node.requires !== undefined && !node.contextRewrites?.length

const levelOf = (levels: ReadonlyMap<PlannedFetch, number>, fetch: PlannedFetch | undefined): number =>
  (fetch && levels.get(fetch)) ?? 0

/** The level at which each fetch is sent: all of those before it are at lower ones. */
function assignLevels(fetches: readonly PlannedFetch[]): Map<PlannedFetch, number> {
  const levels = new Map<PlannedFetch, number>()
  const dependents = dependentsOf(fetches)
  const ancestors = ancestorsOf(fetches)
  const waitsFor = (fetch: PlannedFetch, other: PlannedFetch) => ancestors.get(fetch)?.has(other) === true
  for (let level = 0; levels.size < fetches.length; level += 1) {
    const windows = windowsOf(fetches, levels, dependents, level)
    const waiting = fetches.filter((fetch) => !levels.has(fetch))
    const ready = waiting.filter((fetch) => windows.get(fetch)?.earliest === level)
    const isDue = (fetch: PlannedFetch) =>
      !canBeJoined(fetch) || !waiting.some((other) => canJoin(fetch, other, windows) && !waitsFor(other, fetch))
    const due = new Set(ready.filter(isDue).map(({ node }) => node.serviceName))
    for (const fetch of ready) {
      if (canBeJoined(fetch) ? due.has(fetch.node.serviceName) : isDue(fetch)) levels.set(fetch, level)
    }
  }
  return levels
}

/** Whether a later fetch could take this one along. */
function canJoin(fetch: PlannedFetch, later: PlannedFetch, windows: ReadonlyMap<PlannedFetch, Window>): boolean {
  const own = windows.get(fetch)
  const other = windows.get(later)
  return (
    own !== undefined &&
    other !== undefined &&
    canBeJoined(later) &&
    later.node.serviceName === fetch.node.serviceName &&
    other.earliest > own.earliest &&
    other.earliest <= own.latest
  )
}

/** When each fetch can be sent, given those that have their level and that the others go at `level` or later. */
function windowsOf(
  fetches: readonly PlannedFetch[],
  levels: ReadonlyMap<PlannedFetch, number>,
  dependents: ReadonlyMap<PlannedFetch, readonly PlannedFetch[]>,
  level: number,
): Map<PlannedFetch, Window> {
  const earliest = new Map<PlannedFetch, number>()
  // A plan lists what is waited for first.
  for (const fetch of fetches) {
    const ready = Math.max(level, ...fetch.after.map((before) => (earliest.get(before) ?? 0) + 1))
    earliest.set(fetch, levels.get(fetch) ?? ready)
  }
  const last = Math.max(...earliest.values())
  const windows = new Map<PlannedFetch, Window>()
  for (const fetch of fetches.toReversed()) {
    const latest = Math.min(
      last,
      ...(dependents.get(fetch) ?? []).map((after) => (windows.get(after)?.latest ?? last) - 1),
    )
    windows.set(fetch, { earliest: earliest.get(fetch) ?? 0, latest })
  }
  return windows
}

function dependentsOf(fetches: readonly PlannedFetch[]): Map<PlannedFetch, PlannedFetch[]> {
  const dependents = new Map<PlannedFetch, PlannedFetch[]>()
  for (const fetch of fetches) {
    for (const before of fetch.after) dependents.set(before, [...(dependents.get(before) ?? []), fetch])
  }
  return dependents
}

/** Everything that a fetch waits for, directly or not. */
function ancestorsOf(fetches: readonly PlannedFetch[]): Map<PlannedFetch, Set<PlannedFetch>> {
  const ancestors = new Map<PlannedFetch, Set<PlannedFetch>>()
  for (const fetch of fetches) {
    const all = new Set(fetch.after)
    for (const before of fetch.after) for (const earlier of ancestors.get(before) ?? []) all.add(earlier)
    ancestors.set(fetch, all)
  }
  return ancestors
}
