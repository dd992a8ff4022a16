import { submissionReceived } from '@lms/contracts/assessment'
import { courseCreated, enrollmentActivated, enrollmentEnded, lessonFilesSet } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { announce, change, createUpload, FILE, readFile, upload } from './files.ts'
import { startTestFile } from './start-file.ts'

// The jobs' own statements would be counted with those of the queries.
const service = setUp(() => startTestFile({ FILE_SWEEP_MS: '3600000' }))

interface TestCourse {
  id: string
  instructor: SignedInViewer
  lessonId: string
}

async function course(instructor = createViewer('INSTRUCTOR')): Promise<TestCourse> {
  const id = newId('course')
  const data = { courseId: id, instructorId: instructor.id, title: 'Course', slug: id, status: 'PUBLISHED' as const }
  await service.deliver(courseCreated, { subject: id, data })
  return { id, instructor, lessonId: newId('lesson') }
}

const useInLesson = ({ id, lessonId }: TestCourse, fileIds: string[], version = 1) =>
  service.deliver(lessonFilesSet, { subject: lessonId, version, data: { lessonId, courseId: id, fileIds } })

async function enroll({ id }: TestCourse, learner = createViewer()) {
  const enrollmentId = newId('enrollment')
  const data = { enrollmentId, courseId: id, userId: learner.id }
  await service.deliver(enrollmentActivated, {
    subject: enrollmentId,
    data: { ...data, source: 'FREE', sourceId: null },
  })
  const end = () =>
    service.deliver(enrollmentEnded, { subject: enrollmentId, version: 2, data: { ...data, reason: 'REVOKED' } })
  return { learner, end }
}

async function handIn(
  { id }: TestCourse,
  learner: SignedInViewer,
  fileIds: string[],
  version = 1,
  to = newId('submission'),
) {
  const data = { submissionId: to, assignmentId: newId('assignment'), courseId: id, userId: learner.id, fileIds }
  await service.deliver(submissionReceived, { subject: to, version, data })
  return to
}

/** By query and by reference: both must say the same. */
async function see(viewer: SignedInViewer | null, id: string) {
  const { file } = (await readFile(service, viewer, id)).data
  const [entity] = (await service.entities(viewer, [{ __typename: 'File', id }], `... on File { ${FILE} }`)).data
    ._entities
  const withoutSignature = (seen: { downloadUrl: string } | null) =>
    seen && { ...seen, downloadUrl: Boolean(seen.downloadUrl) }
  const typeless = entity && Object.fromEntries(Object.entries(entity).filter(([name]) => name !== '__typename'))
  expect(withoutSignature(typeless)).toEqual(withoutSignature(file))
  return file
}

describe('a file of a lesson', () => {
  test('is for its owner, the learners enrolled, their instructor and staff; for others it is unknown', async () => {
    const taught = await course()
    const id = await upload(service, taught.instructor, 'hello')
    const { learner, end } = await enroll(taught)
    await useInLesson(taught, [id])
    const { learner: elsewhere } = await enroll(await course())

    for (const viewer of [taught.instructor, learner, createViewer('ADMIN')]) {
      const file = await see(viewer, id)
      expect(file).toMatchObject({ id, usedIn: [{ kind: 'LESSON', id: taught.lessonId, course: { id: taught.id } }] })
      expect(await (await fetch(file.downloadUrl)).text()).toBe('hello')
    }
    for (const viewer of [elsewhere, createViewer('INSTRUCTOR'), null]) expect(await see(viewer, id)).toBeNull()
    await end()
    expect(await see(learner, id)).toBeNull()
  })

  test('may be known to the lesson before the course and the file are', async () => {
    const instructor = createViewer('INSTRUCTOR')
    const taught = { id: newId('course'), instructor, lessonId: newId('lesson') }
    const { file } = await createUpload(service, instructor, announce('hello'))
    const { learner } = await enroll(taught)
    await useInLesson(taught, [file.id, newId('file')])
    expect(await see(learner, file.id)).toBeNull()
    await service.deliver(courseCreated, {
      subject: taught.id,
      data: { courseId: taught.id, instructorId: instructor.id, title: 'C', slug: taught.id, status: 'PUBLISHED' },
    })
    // Announced, yet not uploaded: a learner does not see it.
    expect(await see(learner, file.id)).toBeNull()
    expect((await see(instructor, file.id)).usedIn).toHaveLength(1)
    expect(service.deadLetters()).toEqual([])
  })

  test('is used by what its latest event says, whatever order the events come in', async () => {
    const taught = await course()
    const [first, second, third] = [
      await upload(service, taught.instructor, '1'),
      await upload(service, taught.instructor, '2'),
      await upload(service, taught.instructor, '3'),
    ]
    await useInLesson(taught, [first, second], 1)
    await useInLesson(taught, [second, third], 3)
    await useInLesson(taught, [first], 2)
    const uses = async (id: string) => (await see(taught.instructor, id)).usedIn.length
    expect([await uses(first), await uses(second), await uses(third)]).toEqual([0, 1, 1])
    await useInLesson(taught, [], 4)
    expect([await uses(second), await uses(third)]).toEqual([0, 0])
  })

  test("of somebody else's course is not opened by a claim, nor kept from being deleted", async () => {
    const thief = await course()
    const { learner } = await enroll(thief)
    const owner = createViewer('INSTRUCTOR')
    const id = await upload(service, owner, 'mine')
    await useInLesson(thief, [id])
    expect(await see(thief.instructor, id)).toBeNull()
    expect(await see(learner, id)).toBeNull()
    expect((await see(owner, id)).usedIn).toEqual([])
    expect((await change(service, owner, 'deleteFile', id)).userErrors).toEqual([])
  })
})

describe('a file of a submission', () => {
  test("is for its learner and the course's instructor, not for the course's other learners", async () => {
    const taught = await course()
    const { learner } = await enroll(taught)
    const { learner: other } = await enroll(taught)
    const id = await upload(service, learner, 'work', { purpose: 'SUBMISSION' })
    const submissionId = await handIn(taught, learner, [id])
    const use = { kind: 'SUBMISSION', id: submissionId, course: { id: taught.id } }
    expect((await see(learner, id)).usedIn).toEqual([use])
    expect((await see(taught.instructor, id)).usedIn).toEqual([use])
    expect(await see(other, id)).toBeNull()
  })

  test("of somebody else's is not opened by handing it in", async () => {
    const taught = await course()
    const { learner } = await enroll(taught)
    const id = await upload(service, createViewer(), 'secret')
    await handIn(taught, learner, [id])
    expect(await see(learner, id)).toBeNull()
    expect(await see(taught.instructor, id)).toBeNull()
  })
})

test('others see only those uses of a file that let them see it', async () => {
  const instructor = createViewer('INSTRUCTOR')
  const [left, right] = [await course(instructor), await course(instructor)]
  const id = await upload(service, instructor, 'shared')
  await useInLesson(left, [id])
  await useInLesson(right, [id])
  const { learner } = await enroll(left)
  expect((await see(learner, id)).usedIn).toEqual([{ kind: 'LESSON', id: left.lessonId, course: { id: left.id } }])
  expect((await see(instructor, id)).usedIn).toHaveLength(2)
})

describe('deleting', () => {
  test('is refused while a lesson uses the file, and then ends it for everybody', async () => {
    const taught = await course()
    const id = await upload(service, taught.instructor, 'hello')
    await useInLesson(taught, [id])
    expect(await change(service, taught.instructor, 'deleteFile', id)).toEqual({
      file: null,
      userErrors: [{ field: ['input', 'fileId'], code: 'IN_USE' }],
    })
    await useInLesson(taught, [], 2)
    expect(await change(service, taught.instructor, 'deleteFile', id)).toMatchObject({
      file: { status: 'DELETED', downloadUrl: null },
      userErrors: [],
    })
    for (const viewer of [taught.instructor, createViewer('ADMIN')]) expect(await see(viewer, id)).toBeNull()
  })

  test('is open to staff', async () => {
    const id = await upload(service, createViewer(), 'hello')
    expect((await change(service, createViewer('ADMIN'), 'deleteFile', id)).file.status).toBe('DELETED')
  })
})

test('references ask for the same number of statements however many they are', async () => {
  const taught = await course()
  const ids: string[] = []
  for (let index = 0; index < 6; index++) ids.push(await upload(service, taught.instructor, `file ${index}`))
  await useInLesson(taught, ids)
  const { learner } = await enroll(taught)
  const countOf = (length: number) =>
    countStatements(service, async () => {
      const references = ids.slice(0, length).map((id) => ({ __typename: 'File', id }))
      const { data } = await service.entities(learner, references, `... on File { ${FILE} }`)
      expect(data._entities.filter(Boolean)).toHaveLength(length)
    })
  expect(await countOf(6)).toBe(await countOf(1))
})

test.each(['', 'junk', 'file_01h455vb4pex5vsknk084sn02q', 'x'.repeat(10_000), 'a\u0000b'])(
  'file(%j) is null or bad input',
  async (id) => {
    const { data, errors } = await readFile(service, createViewer(), id)
    expect(data?.file ?? null).toBeNull()
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT')
  },
)
