import { DomainError } from '@lms/kit/errors'
import type { QueryResolvers } from '../../../types.generated.ts'
import { findNode } from '../../find-node.ts'

const MAXIMUM_IDS = 100

export const nodes: NonNullable<QueryResolvers['nodes']> = (_parent, { ids }, ctx) => {
  if (ids.length > MAXIMUM_IDS) throw new DomainError('BAD_USER_INPUT', `ids must hold at most ${MAXIMUM_IDS} ids.`)
  return Promise.all(ids.map((id) => findNode(ctx, id)))
}
