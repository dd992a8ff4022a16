import type { RequestContext } from '../subgraph.ts'

/*
 * What a subscription's resolver yields. A field's `subscribe` returns `streamOf('field', items)`, where `items` is an
 * async generator of `StreamItem`s; whatever it throws ends the stream with that error's code.
 */

/** What a subscription is told beside the arguments of its field. */
export interface SubscriptionRequest {
  /** Resume behind this cursor; it wins over the field's own `after`. */
  readonly after: string | null
  /** Whether the subscriber takes an admission in place of events. */
  readonly takesAdmission: boolean
  /** Aborted as soon as nobody listens any more: whoever waits for news stops then. */
  readonly signal: AbortSignal
}

/** One message of a stream. */
export type StreamItem<Event> =
  /** The first one: where the stream begins, so that it can be resumed even if nothing happens. */
  | { readonly kind: 'BEGUN'; readonly cursor: string }
  /**
   * The first one in place of BEGUN, to a subscriber who takes it: the viewer may see what everybody does. No events
   * follow; they come by a stream whose viewer is the `audience`.
   */
  | { readonly kind: 'ADMITTED'; readonly cursor: string }
  /** Something that happened, and the cursor behind which the stream goes on. */
  | { readonly kind: 'EVENT'; readonly event: Event; readonly cursor: string }

const ITEM = Symbol('stream item')

/** Makes of a generator's items what GraphQL wants of a subscription: root values with the one field. */
export async function* streamOf<Field extends string, Event>(
  field: Field,
  items: AsyncIterable<StreamItem<Event>>,
): AsyncGenerator<Record<Field, Event>> {
  for await (const item of items) {
    const root = item.kind === 'EVENT' ? { [field]: item.event } : {}
    yield { ...root, [ITEM]: item } as unknown as Record<Field, Event>
  }
}

/** What a root value was made of; null for one that a resolver made otherwise. */
export function itemOf(root: unknown): StreamItem<unknown> | null {
  return (root as { [ITEM]?: StreamItem<unknown> })[ITEM] ?? null
}

/** The request behind a subscription's context. Only the stream server runs subscriptions. */
export function subscriptionOf({ subscription }: RequestContext): SubscriptionRequest {
  if (!subscription) throw new Error('unreachable: a subscription runs over a socket')
  return subscription
}
