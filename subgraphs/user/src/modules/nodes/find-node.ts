import { idPrefix } from '@lms/kit/ids'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { NODE_TYPES } from './node-types.ts'

type StubType = Exclude<(typeof NODE_TYPES)[keyof typeof NODE_TYPES], 'User'>
type FoundNode = { __typename: StubType; id: string } | ({ __typename: 'User' } & UserModel)

const isNodePrefix = (prefix: string | null): prefix is keyof typeof NODE_TYPES =>
  prefix !== null && Object.hasOwn(NODE_TYPES, prefix)

/** A person, or a reference to an object of another subgraph; null when the id has no known prefix. */
export async function findNode({ loaders }: Context, id: string): Promise<FoundNode | null> {
  const prefix = idPrefix(id)
  if (!isNodePrefix(prefix)) return null
  const type = NODE_TYPES[prefix]
  if (type !== 'User') return { __typename: type, id }
  const user = await loaders.userById.load(id)
  return user && { __typename: type, ...user }
}
