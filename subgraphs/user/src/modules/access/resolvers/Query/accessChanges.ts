import type { QueryResolvers } from '../../../types.generated.ts'
import { listAccessChanges } from '../../list-access-changes.ts'

export const accessChanges: NonNullable<QueryResolvers['accessChanges']> = (_parent, { since }, ctx) =>
  listAccessChanges(ctx, since)
