import { defineEvent } from '@lms/contracts/event'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { findContractBreaks, takeSnapshot } from '../src/contracts/event-snapshot.ts'

const event = <Data extends z.ZodObject>(data: Data, version = 1, planned = false) =>
  defineEvent({
    domain: 'course',
    fact: 'renamed',
    version,
    aggregate: 'course',
    summary: 'A course has another title.',
    consumers: {},
    data,
    example: {} as z.input<Data>,
    planned,
  })

const before = event(
  z.object({ title: z.string(), tags: z.array(z.object({ name: z.string() })), note: z.string().optional() }),
)
const breaks = (...now: Parameters<typeof takeSnapshot>[0]) =>
  findContractBreaks(takeSnapshot([before]), takeSnapshot(now))

test('what is new and optional, described otherwise, or another version, breaks nothing', () => {
  const shape = before.data.shape
  expect(breaks(before)).toEqual([])
  expect(breaks(event(z.object({ ...shape, by: z.string().optional() })))).toEqual([])
  expect(breaks(event(z.object({ ...shape, title: z.string().describe('As shown') })))).toEqual([])
  expect(breaks(before, event(z.object({}), 2))).toEqual([])
})

test.each([
  ['an event that is gone', [], 'lms.course.renamed.v1 is gone'],
  ['a field that is gone', [event(before.data.omit({ title: true }))], 'data.title: is gone'],
  ['a field that is new and required', [event(before.data.extend({ by: z.string() }))], 'data.by: is new and required'],
  ['another type', [event(before.data.extend({ title: z.int() }))], 'data.title: type was "string" and is "integer"'],
  ['another bound', [event(before.data.extend({ title: z.string().max(5) }))], 'data.title: maxLength'],
  ['a field that may be absent now', [event(before.data.partial({ title: true }))], 'data.title: may be absent now'],
  ['a field that must be there now', [event(before.data.required({ note: true }))], 'data.note: is required now'],
  [
    'a change within a list',
    [event(before.data.extend({ tags: z.array(z.object({ name: z.enum(['a']) })) }))],
    'data.tags[].name: enum',
  ],
])('%s breaks the contract', (_what, now, reason) => {
  expect(breaks(...now).join('\n')).toContain(reason)
})

test('what nobody produces yet may change', () => {
  expect(takeSnapshot([event(z.object({}), 1, true)])).toEqual({})
})
