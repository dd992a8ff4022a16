import { z } from 'zod'
import type { Account, StripeEvent } from './account.ts'
import { parseParams } from './api-failure.ts'

const Seconds = z.string().regex(/^\d+$/).transform(Number)
const Created = z.object({ gt: Seconds, gte: Seconds, lt: Seconds, lte: Seconds }).partial()

const ListParams = z.object({
  type: z.string().optional(),
  types: z.array(z.string()).optional(),
  created: z.union([Seconds.transform((at) => ({ gte: at, lte: at })), Created]).default({}),
  starting_after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
})

/** Newest first, as `GET /v1/events` pages through them. */
export function listEvents(account: Account, params: unknown) {
  const { type, types, created, starting_after, limit } = parseParams(ListParams, params)
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = created as Range
  const isWanted = (event: StripeEvent) =>
    (type === undefined || event.type === type) &&
    (types === undefined || types.includes(event.type)) &&
    event.created > gt &&
    event.created >= gte &&
    event.created < lt &&
    event.created <= lte
  const wanted = account.events.list().reverse().filter(isWanted)
  const start = starting_after === undefined ? 0 : wanted.findIndex(({ id }) => id === starting_after) + 1
  const data = wanted.slice(start, start + limit)
  return { object: 'list', url: '/v1/events', has_more: wanted.length > start + limit, data }
}

type Range = z.infer<typeof Created>
