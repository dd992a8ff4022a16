import { gradeReleased } from '@lms/contracts/assessment'
import type { SignedInViewer } from '@lms/kit/viewer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHOICE, call, newLearner, publishedQuiz, setUpClassroom, takeQuiz } from './start-assessment.ts'

const room = setUpClassroom()

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('attempts of one learner that are graded at once leave the best one in the grade', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2 }, [
    { kind: 'ESSAY', prompt: 'Why?', points: 10 },
  ])
  const learner = await newLearner(room)
  const attempts: { id: string; version: number }[] = []
  for (let number = 0; number < 2; number++) {
    attempts.push(await takeQuiz(room.assessment, learner, quizId, { ESSAY: { text: 'Because.' } }))
  }
  for (const points of fc.sample(fc.tuple(fc.nat(10), fc.nat(10)), { numRuns: 25, seed: 7 })) {
    await Promise.all(
      attempts.map(async (attempt, index) => {
        const input = { attemptId: attempt.id, points: points[index], expectedVersion: attempt.version }
        attempt.version = (
          await call(room.assessment, room.course.instructor, 'gradeSubmission', input)
        ).attempt.version
      }),
    )
    const grades = await room.assessment.database.query<{ score_hundredths: number; attempt_id: string }>(
      'select score_hundredths, attempt_id from grade where user_id = $1',
      [learner.id],
    )
    const best = Math.max(...points)
    expect(grades).toEqual([{ score_hundredths: best * 100, attempt_id: attempts[points.indexOf(best)]?.id }])
  }
})

test('grades that are given and changed while the results are being released are all told, the last one last', async () => {
  const settings = { gradesReleased: 'MANUAL', attemptsAllowed: 2 }
  const quizId = await publishedQuiz(room.assessment, room.course, settings, [CHOICE])
  const learners = await Promise.all(Array.from({ length: 32 }, () => newLearner(room)))
  const take = (learner: SignedInViewer, key: string) =>
    takeQuiz(room.assessment, learner, quizId, { SINGLE_CHOICE: { choices: [key] } })
  const release = () => call(room.assessment, room.course.instructor, 'releaseGrades', { quizId })
  await Promise.all(learners.slice(16).map((learner) => take(learner, 'fern')))
  await Promise.all([
    ...learners.map(async (learner, index) => {
      await pause(index * 4)
      await take(learner, 'oak')
    }),
    pause(40).then(release),
    pause(80).then(release),
  ])
  await release()
  const told = (await room.assessment.outbox(gradeReleased)).filter(({ data }) => data.subjectId === quizId)
  const last = new Map(told.map(({ data }) => [data.userId, data.percent]))
  expect(last).toEqual(new Map(learners.map(({ id }) => [id, 100])))
  for (const events of Map.groupBy(told, ({ subject }) => subject).values()) {
    const versions = events.map(({ aggregateversion }) => aggregateversion)
    expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other))
  }
})

test('a grade that changes while its release is being written is told again', async () => {
  const settings = { gradesReleased: 'MANUAL', attemptsAllowed: 2 }
  const quizId = await publishedQuiz(room.assessment, room.course, settings, [CHOICE])
  const learner = await newLearner(room)
  await takeQuiz(room.assessment, learner, quizId, { SINGLE_CHOICE: { choices: ['fern'] } })
  // What a release writes, held open until the better attempt waits for the grade's row.
  const releasing = room.assessment.database.query(`do $$ begin
    update grade set released_at = now(), version = version + 1 where user_id = '${learner.id}';
    while not exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))) loop
      perform pg_sleep(0.01), pg_stat_clear_snapshot();
    end loop;
    update quiz set grades_released_at = now() where id = '${quizId}';
  end $$`)
  const asleep =
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
  await expect.poll(() => room.assessment.database.query(asleep)).toEqual([{ count: 1 }])
  await takeQuiz(room.assessment, learner, quizId, { SINGLE_CHOICE: { choices: ['oak'] } })
  await releasing
  const told = (await room.assessment.outbox(gradeReleased)).filter(({ data }) => data.subjectId === quizId)
  expect(told.map(({ data }) => data.percent)).toEqual([100])
})
