import { createHash } from 'node:crypto'
import { audience, type Viewer } from '@lms/kit/viewer'
import { claimsOf } from '../authorization/claims-of.ts'
import type { EventSource } from '../graph/event-source.ts'
import type { SettledOperation } from '../prepare-operation.ts'
import { startingPoint } from './resume-argument.ts'
import type { UpstreamAddress } from './upstreams.ts'

/** What the events of a subscription depend on: subscribers of the same topic can be sent the same. */
export interface Topic extends SettledOperation {
  readonly source: EventSource
  readonly address: UpstreamAddress
  readonly viewer: Viewer
  /** The same for the same operation, variables but for the cursor, rights and viewer, on the same graph. */
  readonly key: string
  /** The cursor that the operation itself asks to begin behind, or null. */
  readonly after: string | null
  /** Whether everybody in an audience may see what this viewer may see, as far as the router can tell. */
  readonly mayJoinAudience: boolean
}

/** @param socketUrls where subgraphs take subscriptions when not at the address of their queries */
export function createTopic(
  settled: SettledOperation,
  viewer: Viewer,
  socketUrls: ReadonlyMap<string, string> | undefined,
): Topic | null {
  const { graph, operation, decision, planned } = settled
  const { source } = planned
  if (!source) return null
  const { subgraph } = source
  const { after, variables } = startingPoint(operation, settled.variables)
  return {
    ...settled,
    source,
    viewer,
    after,
    address: { subgraph, url: socketUrls?.get(subgraph) ?? socketUrlOf(graph.subgraphUrls.get(subgraph) ?? '') },
    key: keyOf([graph.id, operation.hash, decision.fingerprint, variables, viewer]),
    mayJoinAudience:
      (viewer.kind === 'user' || viewer.kind === 'partner') &&
      operation.authorization.decide(claimsOf(audience)).fingerprint === decision.fingerprint,
  }
}

/** The same for everybody who was admitted. */
export function audienceTopic(topic: Topic): Topic {
  const { graph, operation, decision } = topic
  const { variables } = startingPoint(operation, topic.variables)
  return {
    ...topic,
    viewer: audience,
    key: keyOf([graph.id, operation.hash, decision.fingerprint, variables, audience]),
    mayJoinAudience: false,
  }
}

/** There may be one for each of thousands of viewers, and variables may be long. */
const keyOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

const socketUrlOf = (url: string): string => url.replace(/^http/, 'ws')
