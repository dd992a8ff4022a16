import { z } from 'zod'
import { defineEvent } from './event.ts'

/** A quiz can be taken. Subject: the quiz. Consumers: course (lessons that use it). */
export const quizPublished = defineEvent({
  domain: 'assessment',
  fact: 'quiz-published',
  version: 1,
  aggregate: 'quiz',
  data: z.object({ quizId: z.string(), courseId: z.string(), title: z.string() }),
})

const AttemptFacts = z.object({ attemptId: z.string(), quizId: z.string(), courseId: z.string(), userId: z.string() })

/** An attempt began. Subject: the attempt. Consumers: analytics. */
export const attemptStarted = defineEvent({
  domain: 'assessment',
  fact: 'attempt-started',
  version: 1,
  aggregate: 'attempt',
  data: AttemptFacts,
})

/** An attempt was handed in, by its learner or because its time was over. Subject: the attempt. Consumers: analytics. */
export const attemptSubmitted = defineEvent({
  domain: 'assessment',
  fact: 'attempt-submitted',
  version: 1,
  aggregate: 'attempt',
  data: AttemptFacts.extend({ cause: z.enum(['LEARNER', 'TIME_OVER']) }),
})

/**
 * The grade of a quiz or assignment became visible to its learner, or changed since.
 * Subject: the grade. Consumers: course (lesson completion), notification, analytics.
 */
export const gradeReleased = defineEvent({
  domain: 'assessment',
  fact: 'grade-released',
  version: 1,
  aggregate: 'grade',
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
})

/** An assignment can be handed in. Subject: the assignment. Consumers: course (lessons that use it). */
export const assignmentPublished = defineEvent({
  domain: 'assessment',
  fact: 'assignment-published',
  version: 1,
  aggregate: 'assignment',
  data: z.object({ assignmentId: z.string(), courseId: z.string(), title: z.string() }),
})

/** Work was handed in, the latest files of it. Subject: the submission. Consumers: file (claims), analytics. */
export const submissionReceived = defineEvent({
  domain: 'assessment',
  fact: 'submission-received',
  version: 1,
  aggregate: 'submission',
  data: z.object({
    submissionId: z.string(),
    assignmentId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    fileIds: z.array(z.string()),
  }),
})
