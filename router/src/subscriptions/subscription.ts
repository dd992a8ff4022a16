import type { ErrorCode } from '@lms/kit/errors'
import { DomainError } from '@lms/kit/errors'
import type { Caller } from '../caller.ts'
import { codeOf } from '../format-error.ts'
import type { SettledOperation } from '../prepare-operation.ts'
import type { Presence } from '../sockets/callers.ts'
import { completeFrame, errorFrame, errorPayload, eventHead } from '../sockets/frames.ts'
import type { Feed } from './feed.ts'
import type { Outlet } from './outlet.ts'
import type { Topic } from './topic.ts'

/** Who subscribes, by which socket, and under which id. */
export interface Subscriber {
  /** As the client named it. */
  readonly id: string
  readonly requestId: string
  readonly caller: Caller
  readonly presence: Presence
  readonly outlet: Outlet
}

/** What is done about all subscriptions alike. */
export interface SubscriptionHost {
  /** Told once of each, when it is over. `reason` is an error code, `complete`, `client` or `socket`. */
  ended(subscription: Subscription, reason: string): void
  overflowed(): void
}

/** Why a subscription ends that was told to go on. */
export const endings = {
  expired: () =>
    new DomainError('SUBSCRIPTION_TOKEN_EXPIRED', 'The access token expired. Renew it and subscribe again.'),
  interrupted: () => new DomainError('SUBSCRIPTION_INTERRUPTED', 'Events may have been missed. Subscribe again.'),
  overflow: () => new DomainError('SUBSCRIPTION_OVERFLOW', 'Events come faster than they are read. Subscribe again.'),
  reloaded: () => new DomainError('SUBSCRIPTION_SCHEMA_RELOAD', 'The schema changed. Subscribe again.'),
  unavailable: () => new DomainError('SERVICE_UNAVAILABLE', 'The events are not available at the moment.'),
  throttled: () => new DomainError('THROTTLED', 'The cost budget is used up for the moment.'),
} satisfies Record<string, () => DomainError>

/**
 * One subscription of one client. There may be many thousands, so it holds no more than tells it from others of its
 * topic, and no timer.
 */
export class Subscription {
  /** Whose events it is sent; null while that is not settled, or its stream is broken. */
  source: Feed | null = null
  /** Where it was admitted to what `source` sends; null where `source` is its viewer's own. */
  admission: Feed | null = null
  /** Where to go on when there is no `source`: behind this cursor, or with what happens from now on where it is null. */
  position: string | null
  readonly subscriber: Subscriber
  /** As it was at the beginning, by which it is charged. */
  readonly started: SettledOperation
  readonly estimatedCost: number
  /** Of all events that it was sent. */
  eventCost = 0
  readonly #host: SubscriptionHost
  readonly #head: Buffer
  #isOver = false

  constructor(host: SubscriptionHost, subscriber: Subscriber, topic: Topic, estimatedCost: number) {
    this.#host = host
    this.subscriber = subscriber
    this.started = topic
    this.estimatedCost = estimatedCost
    this.position = topic.after
    this.#head = eventHead(subscriber.id)
  }

  /** What it gets as its own viewer; null once it is over. */
  get topic(): Topic | null {
    return (this.admission ?? this.source)?.topic ?? null
  }

  get requestId(): string {
    return this.subscriber.requestId
  }

  /**
   * Sends an event, unless its client may not get it or does not read.
   * @param tail from `eventTail`
   * @param now in milliseconds since the epoch
   */
  next(tail: Buffer, cost: number, now: number): void {
    const { outlet, presence } = this.subscriber
    if (outlet.expiresAt <= now) return void this.fail(endings.expired())
    if (!presence.account.pay(cost)) return void this.fail(endings.throttled())
    if (outlet.isFull()) {
      this.#host.overflowed()
      return void this.fail(endings.overflow())
    }
    this.eventCost += cost
    outlet.sendEvent(this.#head, tail)
  }

  /** Takes it from whoever sends it events, to be joined to another feed. @returns whether nothing is missed so */
  detach(): boolean {
    const { source, admission } = this
    const knowsPlace = !source?.isOpen || source.position !== null
    if (source && source.position !== null) this.position = source.position
    source?.remove(this)
    admission?.remove(this)
    this.source = null
    this.admission = null
    return knowsPlace
  }

  /** Ends it with an error. */
  fail(error: Error): void {
    this.failWith(errorPayload([error], this.requestId), codeOf(error))
  }

  /** Ends it with errors that are the same for others. */
  failWith(payload: string, code: ErrorCode): void {
    this.#end(code, errorFrame(this.subscriber.id, payload))
  }

  /** Ends it because there will be no more events. */
  complete(): void {
    this.#end('complete', completeFrame(this.subscriber.id))
  }

  /** Ends it because the client wants no more of it, or is gone. */
  stop(reason: 'client' | 'socket'): void {
    this.#end(reason, null)
  }

  #end(reason: string, frame: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.source?.remove(this)
    this.admission?.remove(this)
    this.source = null
    this.admission = null
    if (frame !== null) this.subscriber.outlet.send(frame)
    this.#host.ended(this, reason)
  }
}
