import type { Viewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import type { Received, StreamOptions, TestStream, TestStreams } from '@lms/testkit/streams'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { expect, onTestFinished } from 'vitest'

export const EVENTS = `subscription ($sessionId: ID!, $after: String) {
  liveSessionEvents(sessionId: $sessionId, after: $after) {
    __typename id at session { id status }
    ... on ParticipantJoined { participant { id } role }
    ... on ParticipantLeft { participant { id } }
    ... on ParticipantRemoved { participant { id } }
    ... on ParticipantMuted { participant { id } }
    ... on ParticipantUnmuted { participant { id } }
    ... on HandRaised { participant { id } }
    ... on HandLowered { participant { id } }
    ... on MessagePosted { message { id body author { id } } }
    ... on MessageDeleted { message { id body } }
    ... on PollOpened { poll { id question myVote options { text votes } } }
    ... on PollVoted { poll { totalVoters myVote options { votes } } }
    ... on PollClosed { poll { status options { votes } } }
  }
}`

/** Streams of a subgraph, closed after the test. */
export function connect(live: TestSubgraph): TestStreams {
  const streams = live.connectStreams()
  onTestFinished(() => streams.close())
  return streams
}

/** Watches a session and waits until it is let in, or not. */
export async function watch(
  streams: TestStreams,
  viewer: Viewer | null,
  sessionId: string,
  { after, ...options }: StreamOptions & { after?: string | null } = {},
): Promise<TestStream> {
  const stream = await streams.subscribe(viewer, EVENTS, { sessionId, after: after ?? null }, options)
  await expect.poll(() => stream.received.length > 0 || stream.end !== null).toBe(true)
  return stream
}

/** One event as the test reads it. */
export const told = ({ data }: Received) => data.liveSessionEvents

/** The events of a stream once there are so many. */
export const seen = (stream: TestStream, count: number) =>
  eventually(
    async () => stream.events.map(told),
    (events) => expect(events.length).toBeGreaterThanOrEqual(count),
  )

/** What was said, in the order in which the stream told it. */
export const said = (stream: TestStream): string[] =>
  stream.events.map(told).flatMap(({ message }) => message?.body ?? [])
