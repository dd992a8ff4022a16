import { project, projectAll } from '@lms/kit/events/project'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestService, type TestService } from './test-service.ts'

let service: TestService

beforeEach(async () => {
  service = await createTestService('course-service')
  await service.database.query(`create table person
    (tenant text, id text, name text, labels text[], profile jsonb, since timestamptz, version int not null, primary key (tenant, id))`)
})
afterEach(() => service[Symbol.asyncDispose]())

const since = new Date('2026-01-02T03:04:05.678Z')

const write = (version: number, name: string) =>
  service.transact((tx) =>
    project(tx, {
      table: 'person',
      key: { tenant: 'a', id: 'user_1' },
      version,
      set: { name, labels: ['x', 'y'], profile: { zone: 'Asia/Kolkata' }, since },
    }),
  )

test('the first version makes the row', async () => {
  expect(await write(4, 'Ada')).toBe(true)
  expect(await service.database.query('select * from person')).toEqual([
    {
      tenant: 'a',
      id: 'user_1',
      name: 'Ada',
      labels: ['x', 'y'],
      profile: { zone: 'Asia/Kolkata' },
      since,
      version: 4,
    },
  ])
})

test('a later version replaces the row, an earlier or equal one leaves it', async () => {
  await write(4, 'Ada')
  expect(await write(6, 'Grace')).toBe(true)
  expect(await write(5, 'Edsger')).toBe(false)
  expect(await write(6, 'Barbara')).toBe(false)
  expect(await service.database.query('select name, version from person')).toEqual([{ name: 'Grace', version: 6 }])
})

test('versions that arrive at once leave the highest', async () => {
  const written = await Promise.all([3, 9, 1, 7, 5].map((version) => write(version, `Name ${version}`)))
  expect(written[1]).toBe(true)
  expect(await service.database.query('select name, version from person')).toEqual([{ name: 'Name 9', version: 9 }])
})

test('many rows at once end as one after another would', async () => {
  const row = (id: string, version: number) => ({
    table: 'person',
    key: { tenant: 'a', id },
    version,
    set: { name: `Name ${version}`, labels: ['x'], profile: { zone: 'UTC' }, since },
  })
  await write(4, 'Ada')
  const written = await service.transact((tx) =>
    projectAll(tx, [row('user_2', 1), row('user_1', 3), row('user_2', 5), row('user_2', 2), row('user_3', 1)]),
  )
  expect(written).toEqual([false, false, true, false, true])
  expect(await service.database.query('select id, name, version from person order by id')).toEqual([
    { id: 'user_1', name: 'Ada', version: 4 },
    { id: 'user_2', name: 'Name 5', version: 5 },
    { id: 'user_3', name: 'Name 1', version: 1 },
  ])
})
