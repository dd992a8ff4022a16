import type { EnrollmentResolvers } from '../../types.generated.ts'
import { accessState } from '../access-state.ts'
import { readCourse } from '../read-course.ts'
import { readProgress } from '../read-progress.ts'

export const Enrollment: Pick<
  EnrollmentResolvers,
  | 'completedAt'
  | 'course'
  | 'enrolledAt'
  | 'id'
  | 'learner'
  | 'progress'
  | 'status'
  | 'version'
  | '__isTypeOf'
  | '__resolveReference'
> = {
  __resolveReference: async ({ id }, { loaders }) => loaders.enrollmentById.load(id),
  course: (enrollment, _args, ctx) => readCourse(ctx, enrollment),
  learner: ({ userId }) => ({ id: userId }),
  status: ({ grants }, _args, { clock }) => accessState(grants, clock.now()),
  version: ({ versionNumber }) => versionNumber,
  progress: (enrollment, _args, ctx) => readProgress(ctx, enrollment),
}
