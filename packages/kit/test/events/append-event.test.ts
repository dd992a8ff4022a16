import { appendEvent } from '@lms/kit/events/append-event'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { append, cause, createTestService, renamed, type TestService } from './test-service.ts'

const definition = renamed()
const time = new Date('2026-01-02T03:04:05.678Z')
let service: TestService

beforeEach(async () => {
  service = await createTestService('course-service')
})
afterEach(() => service[Symbol.asyncDispose]())

test('an event is a CloudEvent that names its cause', async () => {
  const id = await service.transact((tx) =>
    appendEvent(tx, definition, {
      subject: 'course_1',
      version: 3,
      data: { title: 'Algebra' },
      time,
      cause: {
        ...cause,
        causationId: 'event_0',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      },
    }),
  )
  expect(id).toMatch(/^event_[0-9a-z]{26}$/)
  const [row] = await service.database.query('select topic, key, type, envelope, created_at from kit.outbox')
  expect(row).toEqual({
    topic: definition.topic,
    key: 'course_1',
    type: 'lms.course.renamed.v1',
    created_at: time,
    envelope: {
      specversion: '1.0',
      id,
      type: 'lms.course.renamed.v1',
      source: 'course-service',
      subject: 'course_1',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:lms:event:lms.course.renamed.v1',
      aggregateversion: 3,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      correlationid: 'request-1',
      causationid: 'event_0',
      data: { title: 'Algebra' },
    },
  })
})

test('an event of a transaction that fails never happened', async () => {
  const failing = service.transact(async (tx) => {
    await append(tx, definition, { subject: 'course_1', version: 1, title: 'Algebra', time })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await service.unpublished()).toBe(0)
})

test('data that does not fit the definition is refused', async () => {
  await expect(service.append(definition, 'course_1', 1, 'x'.repeat(51))).rejects.toThrow(/title/)
  await expect(service.append(definition, 'course_1', -1)).rejects.toThrow(/aggregateversion/)
  expect(await service.unpublished()).toBe(0)
})

test('what the definition does not name stays out of the event', async () => {
  const data = { title: 'Algebra', email: 'a@example.com' }
  await service.transact((tx) => appendEvent(tx, definition, { subject: 'course_1', version: 1, data, time, cause }))
  const [row] = await service.database.query<{ data: object }>("select envelope -> 'data' as data from kit.outbox")
  expect(row?.data).toEqual({ title: 'Algebra' })
})

test('an event that no broker would take is refused', async () => {
  const unbounded = {
    ...definition,
    data: definition.data.extend({ title: definition.data.shape.title.or(z.string()) }),
  }
  const event = { subject: 'course_1', version: 1, data: { title: 'x'.repeat(300_000) }, time, cause }
  await expect(service.transact((tx) => appendEvent(tx, unbounded, event))).rejects.toThrow(RangeError)
})

test('a commit wakes whoever listens', async () => {
  const client = new Client({ connectionString: service.database.url })
  await client.connect()
  try {
    const notified = new Promise((resolve) => client.once('notification', resolve))
    await client.query('listen outbox')
    await service.append(definition, 'course_1', 1)
    await expect(notified).resolves.toMatchObject({ channel: 'outbox' })
  } finally {
    await client.end()
  }
})
