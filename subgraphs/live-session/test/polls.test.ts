import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { course, enroll, join, learners, liveClass, MINUTE, mutate, refusal, schedule, see } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

const POLL =
  'poll { id question options { id text votes } multipleChoice resultsVisible status totalVoters myVote createdAt closedAt }'
const question = (sessionId: string, changes: object = {}) => ({
  sessionId,
  question: 'Is it clear?',
  options: ['Yes', 'No', 'Not yet'],
  ...changes,
})
const vote = (viewer: SignedInViewer, pollId: string, ...optionIds: string[]) =>
  refusal(live, viewer, 'votePoll', { pollId, optionIds }, POLL)
const close = (viewer: SignedInViewer, pollId: string) => refusal(live, viewer, 'closePoll', { pollId }, POLL)

async function polls(viewer: SignedInViewer, sessionId: string) {
  const selection = POLL.slice('poll '.length)
  return (await see(live, viewer, sessionId, `polls(first: 10) { nodes ${selection} }`)).polls.nodes
}
const votesOf = ({ options }: { options: { votes: number | null }[] }) => options.map(({ votes }) => votes)

/** A class of so many with a poll. */
async function askedClass(count: number, changes: object = {}) {
  const { taught, sessionId, instructor } = await liveClass(live)
  const all = await learners(live, taught, count)
  for (const viewer of all) await join(live, viewer, sessionId)
  const { poll } = await mutate(live, instructor, 'createPoll', question(sessionId, changes), POLL)
  const [yes, no, notYet] = poll.options.map(({ id }: { id: string }) => id)
  return { taught, sessionId, instructor, all, poll, yes, no, notYet }
}

describe('a poll', () => {
  test('is asked, voted on and closed; counts are for leaders until then', async () => {
    const { sessionId, instructor, all, poll, yes, no } = await askedClass(3)
    const [ada, bob, eve] = all as [SignedInViewer, SignedInViewer, SignedInViewer]
    expect(poll).toMatchObject({ question: 'Is it clear?', multipleChoice: false, status: 'OPEN', closedAt: null })
    expect(poll.options).toMatchObject(['Yes', 'No', 'Not yet'].map((text) => ({ text, votes: 0 })))
    await vote(ada, poll.id, yes)
    expect((await vote(bob, poll.id, no)).payload.poll).toMatchObject({ totalVoters: 2, myVote: [no] })
    const [seen] = await polls(eve, sessionId)
    expect([votesOf(seen), seen.myVote, seen.totalVoters]).toEqual([[null, null, null], null, 2])
    expect(votesOf((await polls(instructor, sessionId))[0])).toEqual([1, 1, 0])
    expect((await vote(bob, poll.id, yes)).payload.poll.myVote).toEqual([yes])
    const closed = (await close(instructor, poll.id)).payload.poll
    expect(closed).toMatchObject({ status: 'CLOSED', totalVoters: 2, closedAt: expect.any(String) })
    expect((await close(instructor, poll.id)).payload.poll).toEqual(closed)
    const [result] = await polls(eve, sessionId)
    expect(votesOf(result)).toEqual([2, 0, 0])
    expect(await vote(eve, poll.id, no)).toMatchObject({ code: 'POLL_CLOSED', field: ['input', 'pollId'] })
  })

  test('shows counts to everybody where it says so, and takes several options where it is a multiple choice', async () => {
    const { sessionId, all, poll, yes, no, notYet } = await askedClass(2, {
      multipleChoice: true,
      resultsVisible: true,
    })
    const [ada, bob] = all as [SignedInViewer, SignedInViewer]
    await vote(ada, poll.id, notYet, yes, notYet)
    await vote(bob, poll.id, yes)
    const [seen] = await polls(ada, sessionId)
    expect([votesOf(seen), seen.totalVoters, seen.myVote]).toEqual([[2, 0, 1], 2, [yes, notYet]])
    await vote(ada, poll.id, no)
    expect(votesOf((await polls(bob, sessionId))[0])).toEqual([1, 1, 0])
  })

  test('counts one person once, however many ballots come at once', async () => {
    const { sessionId, instructor, all, poll, yes, no } = await askedClass(1)
    const [ada] = all as [SignedInViewer]
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => vote(ada, poll.id, index % 2 ? yes : no)),
    )
    expect(answers.filter(({ code }) => code)).toEqual([])
    const [seen] = await polls(instructor, sessionId)
    expect(seen.totalVoters).toBe(1)
    expect(votesOf(seen).toSorted()).toEqual([0, 0, 1])
  })

  test('counts everybody who votes at once, and nobody after it closed', async () => {
    const { sessionId, instructor, all, poll, yes } = await askedClass(10)
    const answers = await Promise.all([
      ...all.slice(0, 5).map((viewer) => vote(viewer, poll.id, yes)),
      close(instructor, poll.id),
      ...all.slice(5).map((viewer) => vote(viewer, poll.id, yes)),
    ])
    const counted = answers.filter(({ code, payload }) => !code && payload.poll.myVote).length
    const [seen] = await polls(instructor, sessionId)
    expect([seen.status, seen.totalVoters, votesOf(seen)]).toEqual(['CLOSED', counted, [counted, 0, 0]])
  })

  test('closes with its session, also with one that its host forgot', async () => {
    const { sessionId, instructor, poll } = await askedClass(0)
    const { session } = await mutate(live, instructor, 'endLiveSession', { sessionId })
    expect((await polls(instructor, sessionId))[0]).toMatchObject({ status: 'CLOSED', closedAt: session.endedAt })
    expect((await close(instructor, poll.id)).code).toBeUndefined()
    await using alone = await startTestLiveSession()
    const forgotten = await liveClass(alone)
    alone.clock.advance(80 * MINUTE)
    await mutate(alone, forgotten.instructor, 'createPoll', question(forgotten.sessionId), 'poll { id }')
    alone.clock.advance(6 * MINUTE)
    const status = async () =>
      (await see(alone, forgotten.instructor, forgotten.sessionId, 'polls(first: 1) { nodes { status } }')).polls.nodes
    await expect.poll(status).toEqual([{ status: 'CLOSED' }])
  })
})

describe('refused are', () => {
  test('polls of who does not lead, of sessions that are not live, and of unknown ones', async () => {
    const taught = await course(live)
    const sessionId = await schedule(live, taught)
    const { learner } = await enroll(live, taught)
    const code = async (viewer: SignedInViewer, id = sessionId) =>
      (await refusal(live, viewer, 'createPoll', question(id), POLL)).code
    expect(await code(taught.instructor)).toBe('NOT_STARTED')
    await mutate(live, taught.instructor, 'startLiveSession', { sessionId })
    for (const viewer of [learner, createViewer('INSTRUCTOR')]) expect(await code(viewer)).toBe('NOT_FOUND')
    expect(await code(taught.instructor, newId('live'))).toBe('NOT_FOUND')
    await mutate(live, taught.instructor, 'endLiveSession', { sessionId })
    expect(await code(taught.instructor)).toBe('ENDED')
    await expect(mutate(live, null, 'createPoll', question(sessionId), POLL)).rejects.toThrow('UNAUTHENTICATED')
  })

  test.each([
    ['no question', { question: ' ' }, ['question'], 'TOO_SMALL'],
    ['a long question', { question: 'x'.repeat(301) }, ['question'], 'TOO_BIG'],
    ['one option', { options: ['Yes'] }, ['options'], 'TOO_SMALL'],
    ['eleven options', { options: Array.from({ length: 11 }, (_, n) => `${n}`) }, ['options'], 'TOO_BIG'],
    ['the same option twice', { options: ['Yes', ' Yes '] }, ['options'], 'DUPLICATE'],
    ['an empty option', { options: ['Yes', ''] }, ['options', '1'], 'TOO_SMALL'],
    ['a long option', { options: ['Yes', 'x'.repeat(101)] }, ['options', '1'], 'TOO_BIG'],
    ['an option with NUL', { options: ['Yes', 'a\u0000b'] }, ['options', '1'], 'INVALID_TEXT'],
  ])('%s', async (_what, changes, path, code) => {
    const { sessionId, instructor } = await liveClass(live)
    const refused = await refusal(live, instructor, 'createPoll', question(sessionId, changes), POLL)
    expect(refused).toEqual({ code, field: ['input', ...path], payload: { poll: null } })
  })

  test('ballots of who is absent or a stranger, and those that name no, too many or foreign options', async () => {
    const { taught, all, poll, yes, no } = await askedClass(1)
    const [ada] = all as [SignedInViewer]
    const other = await askedClass(0)
    const { learner: absent } = await enroll(live, taught)
    expect((await vote(absent, poll.id, yes)).code).toBe('NOT_PRESENT')
    expect((await vote(createViewer(), poll.id, yes)).code).toBe('NOT_FOUND')
    expect((await vote(ada, newId('poll'), yes)).code).toBe('NOT_FOUND')
    expect((await vote(ada, poll.id)).code).toBe('TOO_SMALL')
    expect((await vote(ada, poll.id, yes, no)).code).toBe('ONE_OPTION_ONLY')
    expect((await vote(ada, poll.id, other.yes)).code).toBe('NOT_FOUND')
    expect((await vote(ada, poll.id, ...Array(11).fill(yes))).code).toBe('TOO_BIG')
    for (const viewer of [ada, createViewer('INSTRUCTOR')])
      expect((await close(viewer, poll.id)).code).toBe('NOT_FOUND')
  })
})
