import { z } from 'zod'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

export const quizPublished = defineEvent({
  domain: 'assessment',
  fact: 'quiz-published',
  version: 1,
  aggregate: 'quiz',
  summary: 'A quiz can be taken.',
  consumers: { course: 'lessons may use it' },
  data: z.object({ quizId: z.string(), courseId: z.string(), title: z.string() }),
  example: { quizId: EXAMPLE.quiz, courseId: EXAMPLE.course, title: 'Vectors' },
})

const AttemptFacts = z.object({ attemptId: z.string(), quizId: z.string(), courseId: z.string(), userId: z.string() })
const attempt = { attemptId: EXAMPLE.attempt, quizId: EXAMPLE.quiz, courseId: EXAMPLE.course, userId: EXAMPLE.user }

export const attemptStarted = defineEvent({
  domain: 'assessment',
  fact: 'attempt-started',
  version: 1,
  aggregate: 'attempt',
  summary: 'A learner began an attempt at a quiz.',
  consumers: { analytics: 'counts' },
  data: AttemptFacts,
  example: attempt,
})

export const attemptSubmitted = defineEvent({
  domain: 'assessment',
  fact: 'attempt-submitted',
  version: 1,
  aggregate: 'attempt',
  summary: 'An attempt was handed in, by its learner or because its time was over.',
  consumers: { analytics: 'counts' },
  data: AttemptFacts.extend({ cause: z.enum(['LEARNER', 'TIME_OVER']) }),
  example: { ...attempt, cause: 'TIME_OVER' },
})

export const gradeReleased = defineEvent({
  domain: 'assessment',
  fact: 'grade-released',
  version: 1,
  aggregate: 'grade',
  summary: 'The grade of a quiz or assignment became visible to its learner, or changed since.',
  consumers: {
    course: 'completes the lesson, and perhaps the course',
    notification: 'tells the learner',
    analytics: 'averages',
  },
  data: z.object({
    gradeId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    kind: z.enum(['QUIZ', 'ASSIGNMENT']),
    subjectId: z.string().describe('Quiz or assignment'),
    title: z.string().describe('Title of the quiz or assignment'),
    percent: z.number().min(0).max(100).describe('Rounded to two decimals'),
    passed: z.boolean(),
  }),
  example: {
    gradeId: EXAMPLE.grade,
    courseId: EXAMPLE.course,
    userId: EXAMPLE.user,
    kind: 'QUIZ',
    subjectId: EXAMPLE.quiz,
    title: 'Vectors',
    percent: 87.5,
    passed: true,
  },
})

export const assignmentPublished = defineEvent({
  domain: 'assessment',
  fact: 'assignment-published',
  version: 1,
  aggregate: 'assignment',
  summary: 'An assignment can be handed in.',
  consumers: { course: 'lessons may use it' },
  data: z.object({ assignmentId: z.string(), courseId: z.string(), title: z.string() }),
  example: { assignmentId: EXAMPLE.assignment, courseId: EXAMPLE.course, title: 'Essay' },
})

export const submissionReceived = defineEvent({
  domain: 'assessment',
  fact: 'submission-received',
  version: 1,
  aggregate: 'submission',
  summary: 'Work was handed in; the files are those of the latest revision.',
  consumers: { file: 'claims the files', analytics: 'counts' },
  data: z.object({
    submissionId: z.string(),
    assignmentId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    fileIds: z.array(z.string()),
  }),
  example: {
    submissionId: EXAMPLE.submission,
    assignmentId: EXAMPLE.assignment,
    courseId: EXAMPLE.course,
    userId: EXAMPLE.user,
    fileIds: [EXAMPLE.file],
  },
})

export const regradeApplied = defineEvent({
  domain: 'assessment',
  fact: 'regrade-applied',
  version: 1,
  aggregate: 'quiz',
  summary: 'A quiz was graded again by other rules; the grades that changed are told one by one.',
  consumers: { course: 'flags certificates for review', notification: 'one notice per learner' },
  data: z.object({ quizId: z.string(), courseId: z.string(), changedGrades: z.int().nonnegative() }),
  example: { quizId: EXAMPLE.quiz, courseId: EXAMPLE.course, changedGrades: 4 },
  planned: true,
})

export const dueDateChanged = defineEvent({
  domain: 'assessment',
  fact: 'due-date-changed',
  version: 1,
  aggregate: 'assignment',
  summary: 'An assignment is due at another time.',
  consumers: { notification: 'plans the reminders anew' },
  data: z.object({ assignmentId: z.string(), courseId: z.string(), dueAt: z.iso.datetime().nullable() }),
  example: { assignmentId: EXAMPLE.assignment, courseId: EXAMPLE.course, dueAt: EXAMPLE.time },
  planned: true,
})

export const assessmentErased = erasureReceipt('assessment')
export const assessmentCollected = exportReceipt('assessment')
