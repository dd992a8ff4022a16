import { policyHolds } from '@lms/kit/policies'
import type { Context } from '../../context.ts'

/**
 * Where the catalogue is read for somebody. Those who may write it see what they have just written; for others a course
 * that is offered, changed or taken off appears a few seconds later.
 */
export const catalogueReader = ({
  db,
  replica,
  viewer,
}: Pick<Context, 'db' | 'replica' | 'viewer'>): Context['replica'] => (policyHolds('instructor', viewer) ? db : replica)
