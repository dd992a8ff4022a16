import type { ErrorCode } from '@lms/kit/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { SubgraphAnswer } from '../execution/execution.ts'
import { codeOf } from '../format-error.ts'
import { logFaults } from '../http/respond.ts'
import { errorPayload, eventTail } from '../sockets/frames.ts'
import { EventPipeline } from './event-pipeline.ts'
import type { FeedParts } from './feed-parts.ts'
import { Interruptions } from './interruptions.ts'
import { type ResolvedEvent, resolveEvent } from './resolve-event.ts'
import { endings, type Subscription } from './subscription.ts'
import type { Topic } from './topic.ts'
import type { UpstreamPayload, UpstreamSink } from './upstream-connection.ts'

/**
 * `opening`: the subgraph was asked and has said nothing yet, for the first time or after a break; `open`: it sends
 * events; `admitted`: it lets its members have the events of the audience; `ended`.
 */
type FeedState = 'opening' | 'open' | 'admitted' | 'ended'

interface PlacedEvent {
  readonly event: SubgraphAnswer
  readonly cursor: string | null
}

type Pipeline = EventPipeline<PlacedEvent, ResolvedEvent & PlacedEvent>

/**
 * One stream of a subgraph and all who get its events. Each event is resolved and written once. When the connection
 * breaks it is asked for again behind the last event that was sent, as long as events tell their cursors.
 */
export class Feed implements UpstreamSink {
  readonly members = new Set<Subscription>()
  /** Whether it stands where things happen now, so that whoever wants to begin now may join. */
  isLive: boolean
  /** Cursor of the last event that was sent; null where there is none, or it has none. */
  position: string | null
  /** Whether the subgraph said that it is over. */
  isOver = false
  #topic: Topic
  readonly #parts: FeedParts
  readonly #requestId: string
  #state: FeedState = 'opening'
  #wasAdmitted = false
  #hasBegun = false
  #stopUpstream: () => void
  /** Made with the first event: thousands of feeds do no more than admit somebody. */
  #pipeline: Pipeline | null = null
  #ending: AbortController | null = null
  /** Cursor of the last event that came. */
  #heard: string | null
  #interruptions: Interruptions | null = null

  /** @param start where it begins: behind a cursor, or now where that is null */
  constructor(parts: FeedParts, topic: Topic, start: { position: string | null; isLive: boolean; requestId: string }) {
    this.#parts = parts
    this.#topic = topic
    this.position = start.position
    this.#heard = start.position
    this.isLive = start.isLive
    this.#requestId = start.requestId
    this.#stopUpstream = parts.upstreams.start(topic.address, this)
  }

  get topic(): Topic {
    return this.#topic
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Whether somebody at this place of the stream, or at its live end where that is null, misses nothing by joining. */
  takes(position: string | null): boolean {
    if (this.#state === 'admitted') return true
    return position === null ? this.isLive : this.position === position
  }

  add(subscription: Subscription): void {
    this.members.add(subscription)
    subscription.source = this
    if (this.#state === 'admitted') this.#admit(subscription)
  }

  remove(subscription: Subscription): void {
    this.members.delete(subscription)
    if (this.members.size === 0) this.close()
  }

  /** Goes on by another graph: with the next event, since its stream stays the same. */
  continueAs(topic: Topic): void {
    this.#topic = topic
  }

  /** Hands everybody over to a feed of the same topic that stands at the same place. */
  moveTo(other: Feed): void {
    for (const subscription of this.members) {
      other.members.add(subscription)
      subscription.source = other
    }
    other.isLive ||= this.isLive
    this.members.clear()
    this.close()
  }

  close(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#parts.registry.forget(this)
    this.#ending?.abort()
    this.#pipeline?.discard()
    this.#stopUpstream()
  }

  /** Ends the subscriptions of all members. */
  failAll(errors: readonly GraphQLError[]): void {
    const payload = errorPayload(errors, this.#requestId)
    const code: ErrorCode = codeOf(errors[0])
    for (const subscription of this.members) subscription.failWith(payload, code)
    this.close()
  }

  payload(): Promise<string> {
    const { topic, position } = this
    return this.#parts.writeSubscribe(topic, { after: position, requestId: this.#requestId })
  }

  next({ data, errors, extensions, unescaped }: UpstreamPayload): void {
    this.#hasBegun = true
    this.#interruptions?.over()
    const cursor = typeof extensions?.cursor === 'string' ? extensions.cursor : null
    if (!data && !errors) return void this.#hear(extensions?.admitted === true, cursor)
    if (this.#state === 'admitted') return
    if (this.#wasAdmitted) return void this.failAll([endings.interrupted()])
    this.#state = 'open'
    this.#parts.metrics.eventReceived(this.topic.source.subgraph)
    const pipeline = this.#events()
    if (pipeline.pending >= this.#parts.mostPending) return void this.#overflow(pipeline)
    this.#heard = cursor
    pipeline.take({ event: { data, errors, unescaped: unescaped === true }, cursor })
  }

  failed(errors: readonly GraphQLFormattedError[]): void {
    const reported = errors.map(
      ({ message, extensions }) => new GraphQLError(message, { extensions: extensions ?? {} }),
    )
    logFaults(this.#parts.log, reported)
    this.#stopUpstream = () => {}
    // Whoever lost admission gets nothing more, not even what happened just before.
    if (this.#state === 'open') this.#events().afterPending(() => this.failAll(reported))
    else this.failAll(reported)
  }

  completed(): void {
    this.isOver = true
    this.#stopUpstream = () => {}
    if (this.#state === 'open') return void this.#events().afterPending(() => this.#completeAll())
    if (this.#state !== 'admitted') return void this.#completeAll()
    // The last events of the audience came before this, but may still be under way.
    for (const subscription of this.members) {
      const { source } = subscription
      if (source) source.#events().afterPending(() => subscription.complete())
      else subscription.complete()
    }
  }

  broken(asked: boolean): void {
    this.#stopUpstream = () => {}
    this.#pipeline?.discard()
    this.#heard = this.position
    if (this.topic.viewer.kind === 'audience') return void this.#disperse()
    if (this.#state === 'admitted') for (const subscription of this.members) subscription.source?.leave(subscription)
    if (this.members.size === 0) return void this.close()
    this.#interruptions ??= new Interruptions(this.#parts.resumeMs, this.#hasBegun)
    const outcome = this.#interruptions.judge(asked, this.#wasAdmitted || this.position !== null)
    if (outcome !== 'again') return void this.failAll([endings[outcome]()])
    this.#parts.metrics.upstreamInterrupted(this.topic.source.subgraph)
    this.#start()
  }

  /** Lets an admitted member wait, where its admission is asked for again. */
  leave(subscription: Subscription): void {
    subscription.source = null
    subscription.position = this.position
    this.members.delete(subscription)
    if (subscription.admission?.isOver) subscription.complete()
    else if (this.position === null) subscription.fail(endings.interrupted())
    if (this.members.size === 0) this.close()
  }

  #start(): void {
    this.#state = 'opening'
    this.#stopUpstream = this.#parts.upstreams.start(this.topic.address, this)
  }

  #disperse(): void {
    for (const subscription of this.members) this.leave(subscription)
    this.close()
  }

  #hear(isAdmitted: boolean, cursor: string | null): void {
    if (isAdmitted && this.topic.mayJoinAudience && this.#state === 'opening') {
      this.#state = 'admitted'
      this.#wasAdmitted = true
      this.position = cursor
      for (const subscription of this.members) this.#admit(subscription)
      return
    }
    if (this.#wasAdmitted) return
    this.#state = 'open'
    if (cursor === null || (this.#pipeline?.pending ?? 0) > 0) return
    this.#heard = cursor
    this.position = cursor
    this.#parts.registry.settle(this)
  }

  #admit(subscription: Subscription): void {
    subscription.admission = this
    subscription.source = null
    this.#parts.registry.joinAudience(subscription, this.topic, this.position)
  }

  #events(): Pipeline {
    if (this.#pipeline) return this.#pipeline
    const { log, now, deadlineMs } = this.#parts
    this.#ending = new AbortController()
    const options = { requestId: this.#requestId, log, now, deadlineMs, signal: this.#ending.signal }
    this.#pipeline = new EventPipeline(
      async (placed: PlacedEvent) => ({
        ...(await resolveEvent({ ...options, topic: this.topic }, placed.event)),
        ...placed,
      }),
      (resolved) => this.#deliver(resolved),
    )
    return this.#pipeline
  }

  #deliver({ payload, cost, cursor }: ResolvedEvent & PlacedEvent): void {
    this.position = cursor
    const now = this.#parts.now().getTime()
    this.#parts.metrics.eventSent(this.members.size)
    const tail = eventTail(payload)
    for (const subscription of this.members) subscription.next(tail, cost, now)
    if (this.#state === 'open') this.#parts.registry.settle(this)
  }

  /** Takes no more until what waits has been sent, and then goes on behind it: nothing is lost. */
  #overflow(pipeline: Pipeline): void {
    this.#parts.metrics.queueOverflowed('stream')
    if (this.#heard === null) return void this.failAll([endings.overflow()])
    this.#stopUpstream()
    pipeline.afterPending(() => this.#start())
  }

  #completeAll(): void {
    for (const subscription of this.members) subscription.complete()
    this.close()
  }
}
