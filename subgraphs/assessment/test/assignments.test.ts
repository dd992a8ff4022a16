import { assignmentPublished, gradeReleased, submissionReceived } from '@lms/contracts/assessment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { call, end, enroll, inSeconds, newLearner, refusal, setUpClassroom, upload } from './start-assessment.ts'

const room = setUpClassroom()

const create = (input: Record<string, unknown> = {}, viewer = room.course.instructor) => {
  const wanted = { courseId: room.course.courseId, title: 'Herbarium', instructions: 'Press ten leaves.', points: 20 }
  return call(room.assessment, viewer, 'createAssignment', { ...wanted, ...input })
}
const submit = (viewer: SignedInViewer, assignmentId: string, work: Record<string, unknown> = { text: 'Ten leaves' }) =>
  call(room.assessment, viewer, 'submitAssignment', { assignmentId, ...work })
const grade = (input: Record<string, unknown>, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'gradeSubmission', input)

describe('createAssignment', () => {
  test('makes an assignment that learners see at once, and tells the other domains', async () => {
    const dueAt = inSeconds(room, 3_600)
    const { assignment, userErrors } = await create({ dueAt })
    expect(userErrors).toEqual([])
    expect(assignment).toEqual({ id: assignment.id, title: 'Herbarium', points: 20, passPercent: 50, dueAt })
    const events = await room.assessment.outbox(assignmentPublished)
    const data = { assignmentId: assignment.id, courseId: room.course.courseId, title: 'Herbarium' }
    expect(events.find(({ subject }) => subject === assignment.id)?.data).toEqual(data)
  })

  test.each<[string, () => Record<string, unknown>, string, string]>([
    ['a blank title', () => ({ title: '' }), 'title', 'TOO_SMALL'],
    ['no instructions', () => ({ instructions: ' ' }), 'instructions', 'TOO_SMALL'],
    ['no points', () => ({ points: 0 }), 'points', 'TOO_SMALL'],
    ['a past due time', () => ({ dueAt: inSeconds(room, -1) }), 'dueAt', 'IN_PAST'],
    ['a share below nothing', () => ({ passPercent: -1 }), 'passPercent', 'TOO_SMALL'],
    ['an unknown course', () => ({ courseId: newId('course') }), 'courseId', 'NOT_FOUND'],
  ])('%s is refused by field and rule', async (_what, wrong, field, name) => {
    expect(await create(wrong())).toEqual({ assignment: null, userErrors: [refusal(field, name)] })
  })

  test('somebody else’s course looks like an unknown one', async () => {
    for (const viewer of [await newLearner(room), createViewer('INSTRUCTOR')]) {
      expect((await create({}, viewer)).userErrors).toEqual([refusal('courseId', 'NOT_FOUND')])
    }
  })
})

describe('submitAssignment', () => {
  test('hands in text and files of one’s own and tells the file domain', async () => {
    const ada = await newLearner(room)
    const { assignment } = await create()
    const fileIds = [await upload(room.assessment, ada), await upload(room.assessment, ada)]
    const { submission, userErrors } = await submit(ada, assignment.id, { text: ' See the files. ', fileIds })
    expect(userErrors).toEqual([])
    expect(submission).toEqual({
      id: submission.id,
      text: 'See the files.',
      revision: 1,
      status: 'SUBMITTED',
      late: false,
      version: 1,
      files: fileIds.map((id) => ({ id })),
    })
    const event = (await room.assessment.outbox(submissionReceived)).find(({ subject }) => subject === submission.id)
    expect(event?.data).toEqual({
      submissionId: submission.id,
      assignmentId: assignment.id,
      courseId: room.course.courseId,
      userId: ada.id,
      fileIds,
    })
  })

  test('handing in again replaces the work and counts', async () => {
    const ada = await newLearner(room)
    const { assignment } = await create()
    const fileIds = [await upload(room.assessment, ada)]
    const { submission: first } = await submit(ada, assignment.id, { fileIds })
    const { submission: second } = await submit(ada, assignment.id, { text: 'Better' })
    expect(second).toMatchObject({ id: first.id, text: 'Better', files: [], revision: 2, version: 2 })
    const events = (await room.assessment.outbox(submissionReceived)).filter(({ subject }) => subject === first.id)
    expect(events.map(({ aggregateversion, data }) => [aggregateversion, data.fileIds])).toEqual([
      [1, fileIds],
      [2, []],
    ])
  })

  test('submissions at once make one submission of as many revisions', async () => {
    const ada = await newLearner(room)
    const { assignment } = await create()
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(ada, assignment.id)))
    expect(new Set(answers.map(({ submission }) => submission.id)).size).toBe(1)
    const revisions = answers.map(({ submission }) => submission.revision).toSorted((a, b) => a - b)
    expect(revisions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('work after the due time is taken and marked late', async () => {
    const ada = await newLearner(room)
    const { assignment } = await create({ dueAt: inSeconds(room, 60) })
    expect((await submit(ada, assignment.id)).submission.late).toBe(false)
    room.assessment.clock.advance(61_000)
    expect((await submit(ada, assignment.id)).submission.late).toBe(true)
  })

  test('files that are unknown or somebody else’s are refused one by one', async () => {
    const [ada, bob] = [await newLearner(room), await newLearner(room)]
    const { assignment } = await create()
    const fileIds = [await upload(room.assessment, ada), await upload(room.assessment, bob), newId('file')]
    const refused = await submit(ada, assignment.id, { fileIds })
    expect(refused).toEqual({
      submission: null,
      userErrors: [refusal('fileIds.1', 'FILE_NOT_AVAILABLE'), refusal('fileIds.2', 'FILE_NOT_AVAILABLE')],
    })
  })

  test('an empty submission, a file twice and too many files are refused', async () => {
    const ada = await newLearner(room)
    const { assignment } = await create()
    const refused = async (work: Record<string, unknown>) => (await submit(ada, assignment.id, work)).userErrors
    expect(await refused({})).toEqual([refusal('text', 'REQUIRED')])
    expect(await refused({ text: ' ', fileIds: [] })).toEqual([refusal('text', 'REQUIRED')])
    expect(await refused({ fileIds: ['file_1', 'file_1'] })).toEqual([refusal('fileIds', 'DUPLICATE')])
    const many = Array.from({ length: 21 }, (_, index) => `file_${index}`)
    expect(await refused({ fileIds: many })).toEqual([refusal('fileIds', 'TOO_BIG')])
    expect(await refused({ text: 'x'.repeat(50_001) })).toEqual([refusal('text', 'TOO_BIG')])
  })

  test('is for learners of the course', async () => {
    const { assignment } = await create()
    expect((await submit(createViewer(), assignment.id)).userErrors).toEqual([refusal('assignmentId', 'NOT_FOUND')])
    expect((await submit(room.course.instructor, assignment.id)).userErrors).toEqual([
      refusal('assignmentId', 'NOT_ENROLLED'),
    ])
    const ada = createViewer()
    const seat = await enroll(room.assessment, room.course.courseId, ada)
    expect((await submit(ada, newId('assignment'))).userErrors).toEqual([refusal('assignmentId', 'NOT_FOUND')])
    await end(room.assessment, seat, 2)
    expect((await submit(ada, assignment.id)).userErrors).toEqual([refusal('assignmentId', 'NOT_FOUND')])
  })
})

describe('gradeSubmission of work', () => {
  async function handedIn() {
    const ada = await newLearner(room)
    const { assignment } = await create()
    const { submission } = await submit(ada, assignment.id)
    return { ada, assignment, submission, grading: { submissionId: submission.id, expectedVersion: 1 } }
  }

  test('the learner sees the grade at once, and the other domains hear of it when it changes', async () => {
    const { ada, assignment, submission, grading } = await handedIn()
    const graded = await grade({ ...grading, points: 12.5, feedback: 'Neat' })
    expect(graded).toMatchObject({
      submission: {
        id: submission.id,
        status: 'GRADED',
        version: 2,
        points: 12.5,
        feedback: 'Neat',
        gradedBy: { id: room.course.instructor.id },
      },
      grade: { score: { points: 12.5, percent: 62.5, passed: true }, releasedAt: expect.any(String) },
      userErrors: [],
    })
    await grade({ ...grading, points: 12.5, feedback: 'Very neat', expectedVersion: 2 })
    await grade({ ...grading, points: 5, expectedVersion: 3 })
    const events = (await room.assessment.outbox(gradeReleased)).filter(({ data }) => data.userId === ada.id)
    expect(events.map(({ data }) => [data.kind, data.subjectId, data.percent, data.passed])).toEqual([
      ['ASSIGNMENT', assignment.id, 62.5, true],
      ['ASSIGNMENT', assignment.id, 25, false],
    ])
    const [before, after] = events.map(({ aggregateversion }) => aggregateversion)
    expect(after).toBeGreaterThan(before ?? Number.NaN)
  })

  test('new work waits for a new grading; until then the old grade stays', async () => {
    const { ada, assignment, grading } = await handedIn()
    await grade({ ...grading, points: 12 })
    const { submission: again } = await submit(ada, assignment.id, { text: 'Better' })
    expect(again).toMatchObject({ status: 'SUBMITTED', revision: 2, version: 3 })
    const stale = await grade({ ...grading, points: 20, expectedVersion: 2 })
    expect(stale.userErrors).toEqual([refusal('expectedVersion', 'CONFLICT')])
    expect(stale.submission).toMatchObject({ status: 'SUBMITTED', version: 3, points: 12 })
    const selection = '... on User { grades { nodes { score { points } assignment { id } } } }'
    const points = async () =>
      (await room.assessment.entities(ada, [{ __typename: 'User', id: ada.id }], selection)).data._entities[0].grades
        .nodes
    expect(await points()).toEqual([{ score: { points: 12 }, assignment: { id: assignment.id } }])
    await grade({ ...grading, points: 20, expectedVersion: 3 })
    expect(await points()).toEqual([{ score: { points: 20 }, assignment: { id: assignment.id } }])
  })

  test('is for those who teach the course and bounded by the points', async () => {
    const { ada, grading } = await handedIn()
    for (const viewer of [ada, createViewer('INSTRUCTOR')]) {
      expect((await grade({ ...grading, points: 1 }, viewer)).userErrors).toEqual([
        refusal('submissionId', 'NOT_FOUND'),
      ])
    }
    expect((await grade({ ...grading, points: 20.5 })).userErrors).toEqual([refusal('points', 'TOO_BIG')])
    expect((await grade({ ...grading, points: 20 }, createViewer('ADMIN'))).userErrors).toEqual([])
  })
})
