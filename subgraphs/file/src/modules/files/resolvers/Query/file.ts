import type { QueryResolvers } from '../../../types.generated.ts'
import { findFile } from '../../find-file.ts'

export const file: NonNullable<QueryResolvers['file']> = (_parent, { id }, ctx) => findFile(ctx, id)
