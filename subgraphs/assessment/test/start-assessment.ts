import { courseCreated, enrollmentActivated, enrollmentEnded } from '@lms/contracts/course'
import { fileAvailable } from '@lms/contracts/file'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { beforeAll } from 'vitest'
import { startAssessment } from '../src/server.ts'

/** The assessment subgraph on a database of its own. */
export const startTestAssessment = (): Promise<TestSubgraph> => startTestSubgraph('assessment', startAssessment)

/** An assessment subgraph with one course. */
export interface Classroom {
  assessment: TestSubgraph
  course: { courseId: string; instructor: SignedInViewer }
}

/** Opens a classroom before the tests of a file and closes it after them. */
export function setUpClassroom(): Classroom {
  const room = { assessment: setUp(startTestAssessment) } as Classroom
  beforeAll(async () => {
    room.course = await openCourse(room.assessment)
  })
  return room
}

export interface Seat {
  enrollmentId: string
  courseId: string
  userId: string
}

/** A course that the subgraph has heard of, with its instructor. */
export async function openCourse(assessment: TestSubgraph, instructor = createViewer('INSTRUCTOR')) {
  const courseId = newId('course')
  const data = { courseId, instructorId: instructor.id, title: 'Botany', slug: courseId, status: 'PUBLISHED' } as const
  await assessment.deliver(courseCreated, { subject: courseId, data })
  return { courseId, instructor }
}

/** Makes somebody a learner of a course. */
export async function enroll(assessment: TestSubgraph, courseId: string, learner: SignedInViewer): Promise<Seat> {
  const seat = { enrollmentId: newId('enrollment'), courseId, userId: learner.id }
  await activate(assessment, seat, 1)
  return seat
}

/** Somebody new who attends the course. */
export async function newLearner({ assessment, course }: Classroom): Promise<SignedInViewer> {
  const learner = createViewer()
  await enroll(assessment, course.courseId, learner)
  return learner
}

export const activate = (assessment: TestSubgraph, seat: Seat, version: number) =>
  assessment.deliver(enrollmentActivated, {
    subject: seat.enrollmentId,
    version,
    data: { ...seat, source: 'FREE', sourceId: null },
  })

export const end = (assessment: TestSubgraph, seat: Seat, version: number) =>
  assessment.deliver(enrollmentEnded, { subject: seat.enrollmentId, version, data: { ...seat, reason: 'REVOKED' } })

/** A file of somebody's that may be handed in. */
export async function upload(assessment: TestSubgraph, owner: SignedInViewer): Promise<string> {
  const fileId = newId('file')
  const data = { fileId, ownerId: owner.id, contentType: 'application/pdf', size: 1 }
  await assessment.deliver(fileAvailable, { subject: fileId, data })
  return fileId
}

const FIELDS: Record<string, string> = {
  createQuiz: 'quiz { id title status attemptsAllowed passPercent gradesReleased shuffle timeLimitSeconds }',
  addQuestion:
    'question { id position kind prompt points version options { key text } answer { choices trueFalse number tolerance texts } }',
  updateQuestion: 'question { id prompt points version }',
  publishQuiz: 'quiz { id status gradesReleased publishedAt }',
  startAttempt:
    'attempt { id number status startedAt endsAt sequence version questions { id version position kind prompt points options { key text } } }',
  saveAnswer: 'attempt { id sequence status answers { questionId answer { choices trueFalse number text } } }',
  submitAttempt: 'attempt { id status submittedAt endsAt version score { points maximumPoints percent passed } }',
  gradeSubmission:
    'attempt { id status version score { points } } submission { id version status points feedback gradedBy { id } } grade { id score { points percent passed } releasedAt }',
  releaseGrades: 'quiz { id gradesReleased }',
  createAssignment: 'assignment { id title points passPercent dueAt }',
  submitAssignment: 'submission { id text revision status late version files { id } }',
}

/** Calls a mutation with its input; answers its payload. */
export async function call(
  assessment: TestSubgraph,
  viewer: SignedInViewer,
  mutation: string,
  input: Record<string, unknown>,
) {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${FIELDS[mutation]} userErrors { field code } } }`
  const { data, errors } = await assessment.execute(viewer, document, { input })
  if (errors) throw new Error(JSON.stringify(errors))
  return data[mutation]
}

/** A user error at a field below `input`, such as `answer.choices`. */
export const refusal = (field: string, code: string) => ({ field: ['input', ...field.split('.')], code })

/** An instant so many seconds from now, by the subgraph's clock. */
export const inSeconds = ({ assessment }: Classroom, seconds: number): string =>
  new Date(assessment.clock.now().getTime() + seconds * 1_000).toISOString()

/** Resolves a reference as the router does; the codes are those of the errors. */
export async function readEntity(
  assessment: TestSubgraph,
  viewer: Viewer | null,
  reference: { __typename: string; id: string },
  selection: string,
) {
  const answer = await assessment.entities(viewer, [reference], `... on ${reference.__typename} { ${selection} }`)
  const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code)
  return { node: answer.data?._entities[0] ?? null, codes }
}

/** What somebody sees of an attempt. */
export async function readAttempt(assessment: TestSubgraph, viewer: Viewer | null, id: string) {
  const query = `query ($id: ID!) { attempt(id: $id) {
    id status submittedAt endsAt sequence score { percent passed } answers { questionId answer { choices number text } points }
  } }`
  return (await assessment.execute(viewer, query, { id })).data.attempt
}

export const CHOICE = {
  kind: 'SINGLE_CHOICE',
  prompt: 'Which of these is a *tree*?',
  options: [
    { key: 'oak', text: 'Oak' },
    { key: 'fern', text: 'Fern' },
    { key: 'moss', text: 'Moss' },
  ],
  answer: { choices: ['oak'] },
  points: 2,
}
export const NUMBER = { kind: 'NUMERIC', prompt: 'Pi?', answer: { number: 3.14, tolerance: 0.01 }, points: 1 }
/** Right answers to all of these, by kind. */
export const RIGHT = {
  SINGLE_CHOICE: { choices: ['oak'] },
  NUMERIC: { number: 3.14 },
  ESSAY: { text: 'Light becomes sugar.' },
}
export const ESSAY = { kind: 'ESSAY', prompt: 'Describe photosynthesis.', points: 5 }

/** A published quiz with these questions; answers its id. */
export async function publishedQuiz(
  assessment: TestSubgraph,
  course: { courseId: string; instructor: SignedInViewer },
  settings: Record<string, unknown> = {},
  questions: Record<string, unknown>[] = [CHOICE, NUMBER],
): Promise<string> {
  const { instructor, courseId } = course
  const input = { courseId, title: 'Trees', ...settings }
  const { quiz } = await call(assessment, instructor, 'createQuiz', input)
  for (const question of questions) {
    await call(assessment, instructor, 'addQuestion', { quizId: quiz.id, ...question })
  }
  await call(assessment, instructor, 'publishQuiz', { quizId: quiz.id })
  return quiz.id
}

/** An assignment for a point; answers its id. */
export async function givenAssignment(
  assessment: TestSubgraph,
  { courseId, instructor }: { courseId: string; instructor: SignedInViewer },
): Promise<string> {
  const input = { courseId, title: 'x', instructions: 'Do it.', points: 1 }
  return (await call(assessment, instructor, 'createAssignment', input)).assignment.id
}

/** Answers the questions of an attempt in turn, by kind, and returns its sequence. */
export async function answerAll(
  assessment: TestSubgraph,
  learner: SignedInViewer,
  attempt: { id: string; sequence: number; questions: { id: string; kind: string }[] },
  answers: Record<string, object | undefined>,
): Promise<number> {
  let expectedSequence = attempt.sequence
  for (const { id: questionId, kind } of attempt.questions) {
    const answer = answers[kind]
    if (!answer) continue
    const input = { attemptId: attempt.id, questionId, answer, expectedSequence }
    expectedSequence = (await call(assessment, learner, 'saveAnswer', input)).attempt.sequence
  }
  return expectedSequence
}

/** Takes a quiz from start to end; answers the attempt as handed in. */
export async function takeQuiz(
  assessment: TestSubgraph,
  learner: SignedInViewer,
  quizId: string,
  answers: Record<string, object | undefined>,
) {
  const { attempt } = await call(assessment, learner, 'startAttempt', { quizId })
  await answerAll(assessment, learner, attempt, answers)
  return (await call(assessment, learner, 'submitAttempt', { attemptId: attempt.id })).attempt
}
