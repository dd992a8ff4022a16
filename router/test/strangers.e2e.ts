import { createHmac } from 'node:crypto'
import { systemClock } from '@lms/kit/clock'
import { newId } from '@lms/kit/ids'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { anonymous, audience, type Viewer } from '@lms/kit/viewer'
import { type ApiAnswer, createApiClient, type SignedInClient } from '@lms/local/api-client'
import { pay } from '@lms/local/demo/pay'
import { takeQuiz } from '@lms/local/demo/take-quiz'
import { eventually } from '@lms/testkit/eventually'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { Kind, parse, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MadeCourse, makeCourse } from './journey/make-course.ts'
import { administrator, instructor, join } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'

let stack: TestStack
let course: MadeCourse
let student: SignedInClient
let stranger: SignedInClient
/** What belongs to the student, by type. */
let owned: Record<'Order' | 'Attempt' | 'Notification' | 'Enrollment' | 'Certificate' | 'LiveSession' | 'File', string>

beforeAll(async () => {
  stack = await startTestStack()
  const target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  const teacher = await instructor(target, await administrator(target), 'Grace')
  student = await join(target, 'Ada')
  stranger = await join(target, 'Mallory')
  course = await makeCourse(teacher, 'Privacy', { minorUnits: 1000, currency: 'EUR' })
  const input = { items: [{ courseId: course.courseId }], provider: 'STRIPE', idempotencyKey: crypto.randomUUID() }
  const { order, payment } = await student.mutate(
    'checkout',
    input,
    'order { id } payment { provider clientSecret providerOrderId }',
  )
  await pay(target, payment)
  const enrolled = await eventually(
    () => student.ask('{ me { enrollments(first: 1) { nodes { id } } notifications(first: 1) { nodes { id } } } }'),
    ({ me }) => expect([me.enrollments.nodes.length, me.notifications.nodes.length]).toEqual([1, 1]),
  )
  const [enrollment] = enrolled.me.enrollments.nodes
  for (const [index, lessonId] of [course.article, course.video].entries()) {
    const progress = {
      enrollmentId: enrollment.id,
      lessonId,
      positionSeconds: 300,
      completed: true,
      clientSequence: index + 1,
    }
    await student.mutate('recordProgress', progress, 'enrollment { id }')
  }
  const attempt = await takeQuiz(student, course.quizId, (prompt) =>
    prompt.includes('star') ? { trueFalse: true } : { choices: ['a'] },
  )
  const completed = await eventually(
    () => student.ask('{ me { enrollments(first: 1) { nodes { certificate { id } } } } }'),
    ({ me }) => expect(me.enrollments.nodes[0].certificate).not.toBeNull(),
  )
  owned = {
    Order: order.id,
    Attempt: attempt,
    Notification: enrolled.me.notifications.nodes[0].id,
    Enrollment: enrollment.id,
    Certificate: completed.me.enrollments.nodes[0].certificate.id,
    LiveSession: course.sessionId,
    File: course.fileId,
  }
}, 120_000)
afterAll(() => stack[Symbol.asyncDispose]())

const SERVICE_OF = {
  Order: 'payment',
  Attempt: 'assessment',
  Notification: 'notification',
  Enrollment: 'course',
  Certificate: 'course',
  LiveSession: 'live-session',
  File: 'file',
}
const entities = Object.entries(SERVICE_OF) as [keyof typeof SERVICE_OF, string][]

/** A field of the type that only its subgraph can answer. */
const TELLING = {
  Order: 'status',
  Attempt: 'status',
  Notification: 'title',
  Enrollment: 'status',
  Certificate: 'serial',
  LiveSession: 'title',
  File: 'fileName',
}

/** Asks a subgraph as the router would, for a viewer of our choice. */
async function askSubgraph<Data = { _entities: unknown[] }>(
  name: string,
  viewer: Viewer,
  query: string,
  variables: object,
): Promise<{ data: Data; errors?: { extensions: { code: string } }[] }> {
  const service = `${name}-service`
  const body = JSON.stringify({ query, variables })
  const signer = createInternalTokenSigner([stack.secrets.service.privateKey], systemClock)
  const url = stack.services.find((running) => running.service === service)?.url
  const token = await signer.sign({ viewer, requestId: 'test' }, service, body)
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token },
    body,
  })
  return (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] }
}

const viewerOf = ({ userId }: SignedInClient): Viewer => ({
  kind: 'user',
  id: userId,
  sessionId: 'session_test',
  roles: ['STUDENT', 'INSTRUCTOR'],
  scopes: [],
})

/** An id like another one that nothing has. */
const unknown = (id: string) => newId(id.slice(0, id.lastIndexOf('_')))
/** What somebody learns from an answer, whichever id it was about. */
const learnt = ({ status, data, errors }: ApiAnswer, id: string) =>
  JSON.stringify({
    status,
    data,
    errors: errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
  }).replaceAll(id, 'id')

describe.each(entities)('the %s of a student', (type, service) => {
  const references =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on TYPE { FIELD } } }'
  const query = () => references.replace('TYPE', type).replace('FIELD', TELLING[type])
  const representations = () => [{ __typename: type, id: owned[type] }]

  test('is seen by its student as an entity', async () => {
    const { data } = await askSubgraph(service, viewerOf(student), query(), { representations: representations() })
    expect(data._entities).toEqual([{ [TELLING[type]]: expect.any(String) }])
  })

  test.each<[string, () => Viewer]>([
    ['a stranger', () => viewerOf(stranger)],
    ['an anonymous caller', () => anonymous],
    ['the audience of a live session', () => audience],
  ])('is nothing to %s, not even as an entity', async (_who, viewer) => {
    const { data } = await askSubgraph(service, viewer(), query(), { representations: representations() })
    expect(JSON.stringify(data)).not.toContain(TELLING[type] === 'status' ? '"status":"' : `"${TELLING[type]}":"`)
  })

  test('cannot be told by a stranger from one that does not exist', async () => {
    const query = `query ($id: ID!) { node(id: $id) { id ... on ${type} { ${TELLING[type]} } } }`
    const [found, nothing] = await Promise.all(
      [owned[type], unknown(owned[type])].map(async (id) => learnt(await stranger.send(query, { id }), id)),
    )
    expect(found).toBe(nothing)
    expect(found).not.toMatch(`"${TELLING[type]}":"`)
  })
})

/** All that a subgraph says of a person, or, of what is an object, whether it says something. */
async function personQuery(service: string): Promise<string> {
  const { data } = await askSubgraph<{ _service: { sdl: string } }>(service, anonymous, '{ _service { sdl } }', {})
  const fields = parse(data._service.sdl).definitions.flatMap((definition) => {
    const isObject = definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
    return isObject && definition.name.value === 'User' ? (definition.fields ?? []) : []
  })
  const scalars = ['ID', 'String', 'Int', 'Boolean', 'DateTime', 'EmailAddress', 'URL']
  const selections = fields.map(({ name, type }) => {
    const named = print(type).replace(/[[\]!]/g, '')
    return scalars.includes(named) ? name.value : `${name.value} { __typename }`
  })
  return `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${selections.join(' ')} } } }`
}

test('the audience of a live session sees of a person what any stranger does', async () => {
  let told = 0
  for (const service of [
    'user',
    'course',
    'payment',
    'assessment',
    'analytics',
    'notification',
    'live-session',
    'file',
  ]) {
    const query = await personQuery(service)
    const representations = [{ __typename: 'User', id: student.userId }]
    const viewers = [audience, { ...viewerOf(stranger), roles: ['STUDENT'] }, viewerOf(student)]
    const [everybody, foreign, own] = await Promise.all(
      viewers.map(async (viewer) => (await askSubgraph(service, viewer, query, { representations })).data),
    )
    expect(everybody, service).toEqual(foreign)
    if (JSON.stringify(own) !== JSON.stringify(everybody)) told++
  }
  // The others say nothing of a person that is not for everybody.
  expect(told).toBeGreaterThanOrEqual(5)
})

/** Mutations of what belongs to others, by the service that runs them. */
const trespasses = (): [service: string, mutation: string, input: object][] => [
  [
    'course',
    'recordProgress',
    {
      enrollmentId: owned.Enrollment,
      lessonId: course.article,
      positionSeconds: 1,
      completed: true,
      clientSequence: 9,
    },
  ],
  ['assessment', 'saveAnswer', { attemptId: owned.Attempt, questionId: 'question_x', expectedSequence: 0 }],
  ['assessment', 'submitAttempt', { attemptId: owned.Attempt }],
  ['file', 'deleteFile', { fileId: owned.File }],
  ['live-session', 'joinLiveSession', { sessionId: owned.LiveSession }],
  ['live-session', 'postMessage', { sessionId: owned.LiveSession, body: 'Hello' }],
  ['live-session', 'raiseHand', { sessionId: owned.LiveSession }],
  ['live-session', 'createPoll', { sessionId: owned.LiveSession, question: 'Well?', options: ['Yes', 'No'] }],
  ['live-session', 'muteParticipant', { sessionId: owned.LiveSession, userId: student.userId, muted: true }],
  ['live-session', 'removeParticipant', { sessionId: owned.LiveSession, userId: student.userId, ban: true }],
  ['course', 'updateCourse', { courseId: course.courseId, title: 'Mine' }],
  ['payment', 'setPrice', { courseId: course.courseId, minorUnits: 0, currency: 'EUR' }],
  ['course', 'publishCourse', { courseId: course.courseId }],
]

async function expectUnchanged() {
  const { course: unchanged } = await createApiClient(stack.routerUrl, null).ask(
    'query ($id: ID!) { course(id: $id) { title price { minorUnits } } }',
    { id: course.courseId },
  )
  expect(unchanged).toEqual({ title: 'Privacy', price: { minorUnits: 1000 } })
}

test('a stranger’s mutations of a student’s things find nothing, as if there were nothing', async () => {
  for (const [, name, input] of trespasses()) {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
    const mutation = `mutation ($input: ${type}) { ${name}(input: $input) { userErrors { field code message } } }`
    const [[field, id] = ['', '']] = Object.entries<string>(input as Record<string, string>)
    const [found, nothing] = await Promise.all(
      [id, unknown(id)].map(async (target) =>
        learnt(await stranger.send(mutation, { input: { ...input, [field]: target } }), target),
      ),
    )
    expect(found, name).toMatch(/"code":"(NOT_FOUND|FORBIDDEN)"/)
    expect(found, name).toBe(nothing)
  }
  await expectUnchanged()
})

test('a partner’s key lets nobody act as a person', async () => {
  const partner: Viewer = { kind: 'partner', id: newId('partner'), keyId: newId('key'), scopes: ['partner'] }
  for (const [service, name, input] of trespasses()) {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
    const mutation = `mutation ($input: ${type}) { ${name}(input: $input) { userErrors { code } } }`
    const { data, errors } = await askSubgraph<Record<string, { userErrors: { code: string }[] }>>(
      service,
      partner,
      mutation,
      { input },
    )
    const codes = [...(data?.[name]?.userErrors ?? []), ...(errors ?? []).map(({ extensions }) => extensions)]
    expect([name, codes]).toEqual([name, [{ code: expect.stringMatching(/NOT_FOUND|UNAUTHENTICATED/) }]])
  }
  await expectUnchanged()
})

describe('a webhook', () => {
  const webhook = (provider: string, body: string, headers: Record<string, string>) => {
    const url = stack.services.find(({ service }) => service === 'payment-service')?.url
    return fetch(`${url}/webhooks/${provider}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  }
  const stripeSignature = (body: string, secret: string, at = Math.floor(Date.now() / 1000)) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`

  async function books() {
    const payment = stack.database('payment')
    const tables = await payment.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_name not like '\\_prisma%' order by 1",
    )
    const rows = await Promise.all(
      tables.map(async ({ name }) => [name, await payment.query(`select * from "${name}" order by 1`)]),
    )
    return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  }

  test('that is forged, altered, replayed or old changes nothing', async () => {
    const [delivery] = stack.stripe.deliveries().filter(({ event }) => event.type === 'payment_intent.succeeded')
    const body = delivery?.event.body ?? ''
    const { webhookSecret } = stack.secrets.stripe
    const before = await books()
    const altered = body.replace(/"amount":\s*1000/, '"amount": 1')
    expect(altered).not.toBe(body)
    const attempts: [string, Promise<Response>, number][] = [
      ['without a signature', webhook('stripe', body, {}), 400],
      [
        'signed with another secret',
        webhook('stripe', body, { 'stripe-signature': stripeSignature(body, 'whsec_forged_forged_forged') }),
        400,
      ],
      [
        'altered after signing',
        webhook('stripe', altered, { 'stripe-signature': stripeSignature(body, webhookSecret) }),
        400,
      ],
      [
        'signed ten minutes ago',
        webhook('stripe', body, {
          'stripe-signature': stripeSignature(body, webhookSecret, Math.floor(Date.now() / 1000) - 600),
        }),
        400,
      ],
      [
        'replayed as it was',
        webhook('stripe', body, { 'stripe-signature': stripeSignature(body, webhookSecret) }),
        200,
      ],
      [
        'for the other provider',
        webhook('razorpay', body, { 'x-razorpay-signature': 'a'.repeat(64), 'x-razorpay-event-id': 'x' }),
        400,
      ],
    ]
    for (const [what, response, status] of attempts) expect([what, (await response).status]).toEqual([what, status])
    expect(await books()).toBe(before)
    expect(
      (await student.ask('{ me { enrollments(first: 5) { totalCount } orders(first: 5) { totalCount } } }')).me,
    ).toEqual({ enrollments: { totalCount: 1 }, orders: { totalCount: 1 } })
  })
})
