import type { LessonKind } from '../../generated/prisma/enums.ts'

const BY_RESULT: readonly LessonKind[] = ['QUIZ', 'ASSIGNMENT', 'LIVE']

/** Whether a kind of lesson is completed by another domain's result, not by the learner's word. */
export const completedByResult = (kind: LessonKind): boolean => BY_RESULT.includes(kind)
