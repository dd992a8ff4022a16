import type { Cluster, Redis } from 'ioredis'

/** How long a day's figures are kept, and the most days that can be asked for. */
export const USAGE_DAYS = 40

const DAY_MS = 86_400_000

/** One operation that a partner ran. */
export interface PartnerUse {
  readonly partnerId: string
  readonly operationId: string
  /** What it really cost, in points. */
  readonly cost: number
  readonly at: Date
}

/** What a partner did with one operation. */
export interface OperationUsage {
  readonly operationId: string
  readonly requests: number
  readonly cost: number
}

// The braces put all keys of a partner into one slot of a Redis Cluster, so that one round trip reaches them.
const dayKey = (partnerId: string, at: Date) => `partner-usage:{${partnerId}}:${at.toISOString().slice(0, 10)}`
const lastUsesKey = (partnerId: string) => `partner-last-uses:{${partnerId}}`

/**
 * Counts an operation that a partner ran: one hash per partner and UTC day, as many fields as it has operations.
 * @throws Error when Redis does not answer; nothing but figures is lost then
 */
export async function recordPartnerUse(redis: Redis | Cluster, use: PartnerUse): Promise<void> {
  const { partnerId, operationId, cost, at } = use
  const day = dayKey(partnerId, at)
  const lastUses = lastUsesKey(partnerId)
  const expiry = (USAGE_DAYS * DAY_MS) / 1000
  await run(
    redis
      .pipeline()
      .hincrby(day, `${operationId}:requests`, 1)
      .hincrby(day, `${operationId}:cost`, Math.round(cost))
      .expire(day, expiry)
      .hset(lastUses, operationId, at.getTime())
      .expire(lastUses, expiry),
  )
}

/** What a partner ran on so many UTC days, today included; the costliest first. */
export async function readPartnerUsage(
  redis: Redis | Cluster,
  { partnerId, days, now }: { partnerId: string; days: number; now: Date },
): Promise<OperationUsage[]> {
  const pipeline = redis.pipeline()
  for (let age = 0; age < days; age++) pipeline.hgetall(dayKey(partnerId, new Date(now.getTime() - age * DAY_MS)))
  const counts = (await run(pipeline)).flatMap((day) => Object.entries(day as Record<string, string>))
  const usage = new Map<string, { operationId: string; requests: number; cost: number }>()
  for (const [field, count] of counts) {
    const [operationId = '', figure] = field.split(':')
    const sum = usage.get(operationId) ?? { operationId, requests: 0, cost: 0 }
    if (figure === 'requests') sum.requests += Number(count)
    if (figure === 'cost') sum.cost += Number(count)
    usage.set(operationId, sum)
  }
  return [...usage.values()].sort((a, b) => b.cost - a.cost || b.requests - a.requests)
}

/** When operations were last used, in their order; null for those not used within the kept days. */
export async function readLastUses(
  redis: Redis | Cluster,
  partnerId: string,
  operationIds: readonly string[],
): Promise<(Date | null)[]> {
  if (operationIds.length === 0) return []
  const times = await redis.hmget(lastUsesKey(partnerId), ...operationIds)
  return times.map((time) => (time === null ? null : new Date(Number(time))))
}

/** Sends a pipeline; the first failure of a command is the whole one's. */
async function run(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const results = (await pipeline.exec()) ?? []
  return results.map(([error, value]) => {
    if (error) throw error
    return value
  })
}
