import type { CourseResolvers } from '../../types.generated.ts'
import { mayEdit } from '../may-edit.ts'

export const Course: Pick<
  CourseResolvers,
  | 'category'
  | 'createdAt'
  | 'enrollmentCount'
  | 'hasUnpublishedChanges'
  | 'id'
  | 'instructor'
  | 'language'
  | 'publishedAt'
  | 'slug'
  | 'status'
  | 'summary'
  | 'title'
  | 'version'
  | '__isTypeOf'
  | '__resolveReference'
> = {
  __resolveReference: async ({ id }, { loaders }) => loaders.courseById.load(id),
  category: ({ categoryId }, _args, { loaders }) => (categoryId ? loaders.categoryById.load(categoryId) : null),
  hasUnpublishedChanges: (course, _args, { viewer }) => (mayEdit(viewer, course) ? course.draftChanged : null),
  instructor: ({ instructorId }) => ({ id: instructorId }),
  publishedAt: ({ publishedVersion, listedAt }) => (publishedVersion > 0 ? listedAt : null),
  version: ({ publishedVersion }) => publishedVersion,
}
