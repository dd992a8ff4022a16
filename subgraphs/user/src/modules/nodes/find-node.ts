import { type NodeType, nodeTypeOf } from '@lms/kit/node-types'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'

type FoundNode = { __typename: Exclude<NodeType, 'User'>; id: string } | ({ __typename: 'User' } & UserModel)

/** A person, or a reference to an object of another subgraph; null when the id has no known prefix. */
export async function findNode({ loaders }: Context, id: string): Promise<FoundNode | null> {
  const type = nodeTypeOf(id)
  if (type === null) return null
  if (type !== 'User') return { __typename: type, id }
  const user = await loaders.userById.load(id)
  return user && { __typename: type, ...user }
}
