import { expect, test } from 'vitest'
import { readUpstreamMessage } from './upstream-message.ts'

test.each([
  ['{"type":"connection_ack","payload":{}}', { type: 'connection_ack' }],
  ['{"type":"complete","id":"1"}', { type: 'complete', id: '1' }],
  ['{"type":"error","id":"1","payload":[{"message":"no"}]}', { type: 'error', id: '1', payload: [{ message: 'no' }] }],
  ['{"type":"next","id":"1","payload":{"data":{"a":1}}}', { payload: { data: { a: 1 }, unescaped: true } }],
  ['{"type":"next","id":"1","payload":{"data":{"a":"\\""}}}', { payload: { data: { a: '"' }, unescaped: false } }],
  ['{"type":"next","id":"1","payload":{"data":null,"extensions":{"cursor":"1"}}}', { payload: { data: null } }],
])('%s', (text, expected) => {
  expect(readUpstreamMessage(text)).toMatchObject(expected)
})

test.each([
  '',
  '[]',
  '{"type":"subscribe"}',
  '{"type":"complete"}',
  '{"type":"error","id":"1","payload":"no"}',
  '{"type":"error","id":"1","payload":[null]}',
  '{"type":"next","id":1,"payload":{}}',
  '{"type":"next","id":"1"}',
  '{"type":"next","id":"1","payload":{"data":"text"}}',
  '{"type":"next","id":"1","payload":{"errors":{}}}',
  '{"type":"next","id":"1","payload":{"extensions":1}}',
])('is no message: %s', (text) => {
  expect(readUpstreamMessage(text)).toBeNull()
})
