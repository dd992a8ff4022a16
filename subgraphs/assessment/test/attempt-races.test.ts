import { attemptStarted, attemptSubmitted, gradeReleased } from '@lms/contracts/assessment'
import type { SignedInViewer } from '@lms/kit/viewer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHOICE, call, NUMBER, newLearner, publishedQuiz, setUpClassroom, takeQuiz } from './start-assessment.ts'

const room = setUpClassroom()

const start = (learner: SignedInViewer, quizId: string) => call(room.assessment, learner, 'startAttempt', { quizId })

test('fifty starts at once make one attempt, and all of them get it', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 3, shuffle: true })
  const learner = await newLearner(room)
  const answers = await Promise.all(Array.from({ length: 50 }, () => start(learner, quizId)))
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
  const [first] = answers
  for (const { attempt } of answers) expect(attempt).toEqual(first.attempt)
  const events = (await room.assessment.outbox(attemptStarted)).filter(({ data }) => data.userId === learner.id)
  expect(events).toHaveLength(1)
})

test('twenty learners who start at once get an attempt each', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learners = await Promise.all(Array.from({ length: 20 }, () => newLearner(room)))
  const answers = await Promise.all(learners.map((learner) => start(learner, quizId)))
  expect(new Set(answers.map(({ attempt }) => attempt.id)).size).toBe(20)
})

test('starting and handing in at once never takes more attempts than are allowed', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 3 })
  const learner = await newLearner(room)
  const codes: string[] = []
  const tries = Array.from({ length: 12 }, async () => {
    for (let round = 0; round < 4; round++) {
      const { attempt, userErrors } = await start(learner, quizId)
      codes.push(...userErrors.map(({ code }: { code: string }) => code))
      if (attempt) await call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
    }
  })
  await Promise.all(tries)
  expect(new Set(codes)).toEqual(new Set(['NO_ATTEMPTS_LEFT']))
  const rows = await room.assessment.database.query<{ number: number }>(
    'select number from attempt where user_id = $1 order by number',
    [learner.id],
  )
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3])
})

test('of saves that build on the same sequence exactly one wins', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learner = await newLearner(room)
  const { attempt } = await start(learner, quizId)
  const [choice] = attempt.questions
  const keys = ['oak', 'fern', 'moss']
  const saves = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const key = keys[index % 3]
      const input = { attemptId: attempt.id, questionId: choice.id, answer: { choices: [key] }, expectedSequence: 0 }
      return { key, ...(await call(room.assessment, learner, 'saveAnswer', input)) }
    }),
  )
  const won = saves.filter(({ userErrors }) => userErrors.length === 0)
  expect(won).toHaveLength(1)
  for (const { attempt: seen } of saves) {
    expect(seen.sequence).toBe(1)
    expect(seen.answers[0].answer.choices).toEqual([won[0]?.key])
  }
})

test('submissions at once hand in once', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learner = await newLearner(room)
  const { attempt } = await start(learner, quizId)
  const submit = () => call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
  const answers = await Promise.all(Array.from({ length: 20 }, submit))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  const subjects = async (definition: typeof attemptSubmitted | typeof gradeReleased) =>
    (await room.assessment.outbox(definition)).filter(({ data }) => data.userId === learner.id)
  expect(await subjects(attemptSubmitted)).toHaveLength(1)
  expect(await subjects(gradeReleased)).toHaveLength(1)
})

/** Learners who play at the same time. */
const ROUND = 60

/** What a learner's browser does to an attempt, and when, in milliseconds of jitter. */
const behaviour = fc.record({
  saves: fc.array(fc.record({ key: fc.constantFrom('oak', 'fern', 'moss'), pause: fc.nat(12) }), {
    minLength: 1,
    maxLength: 4,
  }),
  submits: fc.array(fc.nat(25), { maxLength: 2 }),
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface Accepted {
  sequence: number
  key: string
}

/** Plays a learner; tells which saves were accepted. */
async function play(
  quizId: string,
  { saves, submits }: { saves: { key: string; pause: number }[]; submits: number[] },
) {
  const learner = await newLearner(room)
  const { attempt } = await start(learner, quizId)
  const accepted: Accepted[] = []
  const saving = async () => {
    let expectedSequence = 0
    for (const step of saves) {
      await pause(step.pause)
      const input = { attemptId: attempt.id, questionId: attempt.questions[0].id, expectedSequence }
      const saved = await call(room.assessment, learner, 'saveAnswer', { ...input, answer: { choices: [step.key] } })
      if (saved.userErrors.length === 0) accepted.push({ sequence: saved.attempt.sequence, key: step.key })
      expectedSequence = saved.attempt.sequence
    }
  }
  const submitting = submits.map(async (delay) => {
    await pause(delay)
    await call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
  })
  return { attemptId: attempt.id as string, learner, accepted, done: Promise.all([saving(), ...submitting]) }
}

test('whatever saves, submissions and the end of time do to one another, no answer follows the submission and there is one grade', async () => {
  const sampled = fc.sample(behaviour, { numRuns: 240, seed: 20_261_123 })
  for (let round = 0; round < sampled.length; round += ROUND) {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 10 }, [CHOICE, NUMBER])
    const players = await Promise.all(sampled.slice(round, round + ROUND).map((one) => play(quizId, one)))
    await pause(round / 5)
    // Less than the life of the tokens of requests that are on their way.
    room.assessment.clock.advance(10_000)
    await Promise.all(players.map(({ done }) => done))
    const open = 'select count(*)::int as count from attempt where quiz_id = $1 and status = $2'
    await expect
      .poll(async () => (await room.assessment.database.query(open, [quizId, 'IN_PROGRESS']))[0])
      .toEqual({ count: 0 })
    await assertConsistent(quizId, players)
  }
}, 120_000)

async function assertConsistent(quizId: string, players: { attemptId: string; accepted: Accepted[] }[]) {
  const rows = await room.assessment.database.query<{
    id: string
    sequence: number
    saved_late: boolean
    answer: { choices: string[] } | null
    score: number
    grades: number
    grade: number
    events: number
  }>(
    `select a.id, a.sequence, coalesce(q.saved_at > a.submitted_at, false) as saved_late, q.answer,
       a.score_hundredths as score,
       (select count(*)::int from grade g where g.quiz_id = a.quiz_id and g.user_id = a.user_id) as grades,
       (select max(score_hundredths) from grade g where g.quiz_id = a.quiz_id and g.user_id = a.user_id) as grade,
       (select count(*)::int from kit.outbox o where o.key = a.id and o.type = $2) as events
     from attempt a join attempt_question q on q.attempt_id = a.id and q.position = 1
     where a.quiz_id = $1`,
    [quizId, attemptSubmitted.type],
  )
  expect(rows).toHaveLength(players.length)
  for (const row of rows) {
    const accepted = players.find(({ attemptId }) => attemptId === row.id)?.accepted ?? []
    const last = accepted.at(-1)
    expect(row).toEqual({
      id: row.id,
      // Every accepted save counts, and none that was refused.
      sequence: accepted.length,
      saved_late: false,
      answer: last ? { choices: [last.key] } : null,
      score: last?.key === 'oak' ? 200 : 0,
      grades: 1,
      grade: row.score,
      events: 1,
    })
  }
}

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

test('an attempt whose time ran out is handed in once, whoever notices first', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2, timeLimitSeconds: 60 })
  const learners = await Promise.all(Array.from({ length: 6 }, () => newLearner(room)))
  const attempts = await Promise.all(learners.map(async (learner) => (await start(learner, quizId)).attempt))
  room.assessment.clock.advance(60_000)
  await Promise.all(
    learners.flatMap((learner, index) =>
      Array.from({ length: 6 }, (_, turn) =>
        turn % 2
          ? start(learner, quizId)
          : call(room.assessment, learner, 'submitAttempt', { attemptId: attempts[index].id }),
      ),
    ),
  )
  const submitted = (await room.assessment.outbox(attemptSubmitted)).filter(({ data }) => data.quizId === quizId)
  expect(submitted.map(({ subject }) => subject).toSorted()).toEqual(attempts.map(({ id }) => id).toSorted())
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
