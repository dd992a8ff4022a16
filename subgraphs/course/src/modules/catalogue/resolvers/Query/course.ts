import type { QueryResolvers } from '../../../types.generated.ts'
import { findCourse } from '../../find-course.ts'

export const course: NonNullable<QueryResolvers['course']> = (_parent, args, ctx) => findCourse(ctx, args)
