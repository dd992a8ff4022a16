import type { CourseResolvers } from '../../types.generated.ts'
import { ratingOf } from '../rating-of.ts'

export const Course: Pick<CourseResolvers, 'rating' | 'reviews' | '__isTypeOf' | '__resolveReference'> = {
  rating: (course) => ratingOf(course),
  reviews: ({ id }, page, { loaders }) => loaders.reviewsOfCourse(id, page),
}
