import { onceKnown } from '@lms/local/demo/once-known'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type MadeCourse, makeCourse } from './journey/make-course.ts'
import { administrator, instructor, join, type Person } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'
import { connect, type Received, type SocketClient } from './sockets/client.ts'

let stack: TestStack
let teacher: Person
let students: [Person, Person]
let course: MadeCourse

beforeAll(async () => {
  stack = await startTestStack()
  const target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  teacher = await instructor(target, await administrator(target), 'Grace')
  students = [await join(target, 'Ada'), await join(target, 'Bob')]
  course = await makeCourse(teacher, 'Live', { minorUnits: 0, currency: 'EUR' })
  const { courseId } = course
  for (const student of students) await onceKnown(() => student.mutate('enroll', { courseId }, 'enrollment { id }'))
}, 120_000)
afterAll(() => stack[Symbol.asyncDispose]())

/** A socket of a person, as their frontend has it. */
async function socketOf(person: Person): Promise<SocketClient> {
  const input = { refreshToken: person.refreshToken }
  const { session } = await person.mutate('refreshSession', input, 'session { accessToken refreshToken }')
  Object.assign(person, { refreshToken: session.refreshToken })
  const socket = connect(stack.routerUrl, { connectionParams: { accessToken: session.accessToken } })
  onTestFinished(() => socket[Symbol.asyncDispose]())
  return socket
}

const EVENTS = `subscription ($id: ID!, $after: String) { liveSessionEvents(sessionId: $id, after: $after) {
  __typename id session { title }
  ... on MessagePosted { message { body author { displayName } } }
  ... on ParticipantJoined { participant { displayName } role }
  ... on ParticipantRemoved { participant { displayName } }
} }`

/** Watches from where the person has loaded the session. */
async function watch(person: Person, id: string): Promise<Received> {
  const { liveSession } = await person.ask('query ($id: ID!) { liveSession(id: $id) { eventCursor } }', { id })
  return (await socketOf(person)).subscribe({ query: EVENTS, variables: { id, after: liveSession.eventCursor } })
}
const told = ({ events, errors }: Received) => {
  expect(events.flatMap((event) => event.errors ?? [])).toEqual([])
  return [...events.map(({ data }) => data.liveSessionEvents), ...errors.map(({ extensions }) => extensions.code)]
}

describe('a class over sockets', () => {
  test('sees the same with names, however it is watched, until one is removed and the session ends', async () => {
    const { sessionId } = course
    const [ada, bob] = students
    await teacher.mutate('startLiveSession', { sessionId }, 'session { id }')
    const everybody = await Promise.all([teacher, ada, bob].map((person) => watch(person, sessionId)))
    const [leading, learning, removed] = everybody as [Received, Received, Received]
    for (const person of [teacher, ada, bob]) await person.mutate('joinLiveSession', { sessionId }, 'session { id }')
    const say = (person: Person, body: string) => person.mutate('postMessage', { sessionId, body }, 'message { id }')
    await say(ada, 'Hello')
    const session = { title: expect.any(String) }
    const joined = (displayName: string, role: string) => ({
      ...{ __typename: 'ParticipantJoined', id: expect.any(String), session, role },
      participant: { displayName },
    })
    const posted = (displayName: string, body: string) => ({
      ...{ __typename: 'MessagePosted', id: expect.any(String), session },
      message: { body, author: { displayName } },
    })
    const begun = [
      joined('Grace', 'MODERATOR'),
      joined('Ada', 'ATTENDEE'),
      joined('Bob', 'ATTENDEE'),
      posted('Ada', 'Hello'),
    ]
    for (const watching of everybody) await expect.poll(() => told(watching)).toEqual(begun)
    await teacher.mutate('removeParticipant', { sessionId, userId: bob.userId }, 'participant { present }')
    await say(ada, 'Where is Bob?')
    await teacher.mutate('endLiveSession', { sessionId }, 'session { status }')
    const end = [
      { __typename: 'ParticipantRemoved', id: expect.any(String), session, participant: { displayName: 'Bob' } },
      posted('Ada', 'Where is Bob?'),
      { __typename: 'SessionEnded', id: expect.any(String), session },
    ]
    for (const watching of [leading, learning]) {
      await expect.poll(() => watching.isOver).toBe(true)
      expect(told(watching)).toEqual([...begun, ...end])
    }
    expect(told(removed)).toEqual([...begun, 'PARTICIPANT_REMOVED'])
  })

  test('is told of news at once, on every device, and of what was read', async () => {
    const [ada] = students
    // The class before has its own news, which may still be on its way.
    const inbox = '{ me { notifications(first: 20) { nodes { title } } } }'
    await expect
      .poll(async () => (await ada.ask(inbox)).me.notifications.nodes)
      .toContainEqual({ title: expect.stringMatching(/^Live now/) })
    const [laptop, phone] = [await socketOf(ada), await socketOf(ada)]
    const news = laptop.subscribe('subscription { notificationReceived { category title } }')
    const badges = [laptop, phone].map((socket) =>
      socket.subscribe('subscription { inboxChanged { id unreadNotificationCount } }'),
    )
    const unread = ({ events }: Received) => events.at(-1)?.data?.inboxChanged.unreadNotificationCount
    const open = async () => {
      const metrics = await Promise.all(stack.services.map(({ url }) => fetch(`${url}/metrics`).then((r) => r.text())))
      return metrics.join('\n').match(/^lms_streams_open\{field="(notificationReceived|inboxChanged)".* [1-9]\d*$/gm)
    }
    await expect.poll(async () => (await open())?.length).toBe(2)
    const { courseId } = course
    await teacher.mutate('announce', { courseId, title: 'Read on', body: 'Chapter two.' }, 'announcement { id }')
    const received = { category: 'ANNOUNCEMENT', title: 'Read on' }
    await expect.poll(() => news.events.map(({ data }) => data.notificationReceived)).toContainEqual(received)
    const { me } = await ada.ask('{ me { unreadNotificationCount notifications(first: 1) { nodes { id } } } }')
    for (const badge of badges) await expect.poll(() => unread(badge)).toBe(me.unreadNotificationCount)
    await ada.mutate('markNotificationsRead', { upTo: me.notifications.nodes[0].id }, 'user { id }')
    for (const badge of badges) await expect.poll(() => unread(badge)).toBe(0)
  })
})
