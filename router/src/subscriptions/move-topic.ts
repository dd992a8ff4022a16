import type { AnswerParts } from '../answer-parts.ts'
import { claimsOf } from '../authorization/claims-of.ts'
import type { Graph } from '../graph/graph.ts'
import { createTopic, type Topic } from './topic.ts'

export interface MoveTopicParts extends Pick<AnswerParts, 'readVariables' | 'rejectUnauthorized'> {
  readonly socketUrls: ReadonlyMap<string, string> | undefined
}

/**
 * The same topic on another graph; null where its operation is not valid there, or where its events would not come by the
 * same stream as before.
 */
export async function moveTopic(parts: MoveTopicParts, topic: Topic, graph: Graph): Promise<Topic | null> {
  const { document, viewer } = topic
  try {
    const operation = graph.operations.prepare(document.text, document.operationName)
    const variables = parts.readVariables(graph, operation, topic.variables)
    const decision = operation.authorization.decide(claimsOf(viewer))
    if (parts.rejectUnauthorized && decision.refused.length > 0) return null
    const planned = await graph.operations.plan(operation, decision)
    const moved = createTopic({ graph, document, operation, variables, decision, planned }, viewer, parts.socketUrls)
    return moved && isSameStream(moved, topic) ? moved : null
  } catch {
    return null
  }
}

const isSameStream = (one: Topic, other: Topic): boolean =>
  one.address.url === other.address.url &&
  one.source.operation === other.source.operation &&
  one.mayJoinAudience === other.mayJoinAudience
