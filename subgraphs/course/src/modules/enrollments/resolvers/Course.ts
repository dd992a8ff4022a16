import type { CourseResolvers } from '../../types.generated.ts'

export const Course: Pick<CourseResolvers, 'viewerEnrollment' | '__isTypeOf' | '__resolveReference'> = {
  viewerEnrollment: ({ id }, _args, { loaders }) => loaders.viewerEnrollmentByCourseId.load(id),
}
