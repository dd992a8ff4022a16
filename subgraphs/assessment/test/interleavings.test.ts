import { attemptSubmitted } from '@lms/contracts/assessment'
import type { SignedInViewer } from '@lms/kit/viewer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHOICE, call, NUMBER, newLearner, publishedQuiz, setUpClassroom } from './start-assessment.ts'

const room = setUpClassroom()

const start = (learner: SignedInViewer, quizId: string) => call(room.assessment, learner, 'startAttempt', { quizId })

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
  // Otherwise the sample has tried less than it says.
  const causes = (await room.assessment.outbox(attemptSubmitted)).map(({ data }) => data.cause)
  expect(new Set(causes)).toEqual(new Set(['LEARNER', 'TIME_OVER']))
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
