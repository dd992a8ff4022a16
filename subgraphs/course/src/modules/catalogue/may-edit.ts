import { isStaff, isViewer, type Viewer } from '@lms/kit/viewer'

/** Whether somebody may see the draft of a course and change it. */
export const mayEdit = (viewer: Viewer, course: { instructorId: string }): boolean =>
  isViewer(viewer, course.instructorId) || isStaff(viewer)
