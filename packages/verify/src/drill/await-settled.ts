import { setTimeout as delay } from 'node:timers/promises'
import { hurry } from '@lms/chaos/quiesce'
import type { System } from '@lms/chaos/system'

const PAUSE_MS = 250
const LONGEST_MS = 120_000

interface OpenPayment {
  /** Null where the provider's answer is not known. */
  reference: string | null
  secret: string | null
}

/**
 * Waits until all money that was taken for a restored payment is known of. Its webhook came before the crash or to
 * nobody, so the payment service learns of it by asking the provider, at a time that nothing else shows.
 * @throws when it never does
 */
export async function awaitSettled(system: System): Promise<void> {
  const giveUpAt = performance.now() + LONGEST_MS
  while (await isMoneyUnknown(system)) {
    if (performance.now() > giveUpAt) throw new Error('Money that the provider took is not found')
    await hurry(system)
    await delay(PAUSE_MS)
  }
}

async function isMoneyUnknown(system: System): Promise<boolean> {
  const open = await system.query<OpenPayment>(
    'payment',
    `select provider_reference as reference, client_secret as secret from payment
      where next_check_at is not null and status <> 'SUCCEEDED'`,
  )
  const taken = await Promise.all(open.map((payment) => mayBeTaken(system, payment)))
  return taken.includes(true)
}

/** Whether the provider has taken the money, or cannot be asked yet. */
async function mayBeTaken({ places, stripeKey }: System, { reference, secret }: OpenPayment): Promise<boolean> {
  if (reference === null || secret === null) return true
  const query = new URLSearchParams({ client_secret: secret })
  const answer = await fetch(`${places.stripeUrl}/v1/payment_intents/${reference}?${query}`, {
    headers: { authorization: `Bearer ${stripeKey}` },
  })
  return ((await answer.json()) as { status?: string }).status === 'succeeded'
}
