import { isStaff, isViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import { accessState } from './access-state.ts'
import { percentOf } from './percent-of.ts'
import type { CourseProgressMapper, EnrollmentMapper } from './schema.mappers.ts'

/** How far an enrolment is, with the lesson to go on with. */
export async function readProgress(
  { viewer, clock, loaders }: Context,
  { id, userId, grants }: EnrollmentMapper,
): Promise<CourseProgressMapper> {
  const progress = await loaders.progressByEnrollmentId.load(id)
  if (!progress) throw new Error(`the enrolment ${id} has no version`)
  const { totalLessons, completedLessons } = progress
  const own = isViewer(viewer, userId)
  const readable = isStaff(viewer) || (own && accessState(grants, clock.now()) === 'ACTIVE')
  const resume = progress.id === null ? null : progress
  return {
    percent: percentOf(completedLessons, totalLessons),
    completedLessons,
    totalLessons,
    resumeLesson: resume && { ...resume, readable, viewerEnrollmentId: own ? id : null },
    resumePositionSeconds: resume?.positionSeconds ?? null,
  }
}
