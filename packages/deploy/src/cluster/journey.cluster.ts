import { createApiClient, signIn } from '@lms/local/api-client'
import { onceKnown } from '@lms/local/demo/once-known'
import { expect, test } from 'vitest'
import { describeJourney } from '../../../../router/test/journey/describe-journey.ts'
import { makeCourse } from '../../../../router/test/journey/make-course.ts'
import { administrator, instructor, join } from '../../../../router/test/journey/people.ts'
import { connect } from '../../../../router/test/sockets/client.ts'
import { clusterTarget } from './target.ts'

describeJourney("the learner's journey, over TLS through the ingress", async () => ({
  ...(await clusterTarget()),
  async [Symbol.asyncDispose]() {},
}))

test('announcements come over a WebSocket through the ingress', async () => {
  const target = await clusterTarget()
  const teacher = await instructor(target, await administrator(target), 'Grace')
  const { courseId } = await makeCourse(teacher, 'Free for all', { minorUnits: 0, currency: 'EUR' })
  const student = await join(target, 'Ada')
  await onceKnown(() => student.mutate('enroll', { courseId }, 'enrollment { id }'))
  const { accessToken } = await signIn(target.routerUrl, student)
  await using socket = connect(target.routerUrl, { connectionParams: { authorization: `Bearer ${accessToken}` } })
  const news = socket.subscribe('subscription { notificationReceived { category title } }')
  const started = performance.now()
  // Nothing tells a client that its subscription has begun.
  await expect
    .poll(async () => {
      await onceKnown(() =>
        teacher.mutate('announce', { courseId, title: 'Free for all', body: 'We begin.' }, 'announcement { id }'),
      )
      return news.events.length
    })
    .toBeGreaterThan(0)
  expect(news.events[0]?.data.notificationReceived.title).toContain('Free for all')
  console.log(`a WebSocket's first event after ${(performance.now() - started).toFixed(0)} ms`)
})

test('nothing but /graphql and the webhooks is reached from outside', async () => {
  const { routerUrl } = await clusterTarget()
  for (const path of ['/', '/health', '/metrics', '/graphql/', '/webhooks', '/.well-known/jwks.json'])
    expect((await fetch(routerUrl + path)).status, path).toBe(404)
  expect((await fetch(`${routerUrl}/webhooks/stripe`, { method: 'POST', body: '{}' })).status).toBe(400)
  expect((await createApiClient(routerUrl, null).send('{ __typename }')).status).toBe(200)
})
