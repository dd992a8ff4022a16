import { type NodeType, nodeTypeOf } from '@lms/kit/node-types'

type Subject = { __typename: Exclude<NodeType, 'Notification'>; id: string }

/** A reference to what a notification is about; the router asks the type's own subgraph for the rest. */
export function subjectOf(id: string | null): Subject | null {
  const type = id === null ? null : nodeTypeOf(id)
  return id === null || type === null || type === 'Notification' ? null : { __typename: type, id }
}
