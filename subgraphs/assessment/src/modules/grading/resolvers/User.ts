import type { UserResolvers } from '../../types.generated.ts'
import { listReleasedGrades } from '../list-grades.ts'

export const User: Pick<UserResolvers, 'grades' | '__resolveReference'> = {
  grades: ({ id }, page, ctx) => listReleasedGrades(ctx, id, page),
}
