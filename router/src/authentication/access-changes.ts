import { z } from 'zod'

const instant = z.iso.datetime().transform((text) => new Date(text))

const AccessChanges = z.object({
  sessions: z.array(z.string()),
  people: z.array(z.object({ id: z.string(), tokensValidFrom: instant })),
  partners: z.array(z.object({ id: z.string(), changedAt: instant })),
  asOf: instant,
})

/** Whose credentials stopped counting, as the identity subgraph tells it; some of it more than once. */
export type AccessChanges = z.infer<typeof AccessChanges>

const QUERY = `query AccessChanges($since: DateTime!) {
  accessChanges(since: $since) { sessions people { id tokensValidFrom } partners { id changedAt } asOf }
}`

/**
 * Asks the identity subgraph for what changed.
 * @param ask sends an operation in the router's own name and returns its data
 * @throws Error when it does not answer, or answers something else
 */
export const createAskAccessChanges =
  (ask: (query: string, variables: Record<string, unknown>) => Promise<Record<string, unknown>>) =>
  async (since: Date): Promise<AccessChanges> => {
    const { accessChanges } = await ask(QUERY, { since: since.toISOString() })
    return AccessChanges.parse(accessChanges)
  }
