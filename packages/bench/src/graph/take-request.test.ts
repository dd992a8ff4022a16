import { expect, test } from 'vitest'
import { takeRequest } from './take-request.ts'

const body = '{"query":"{ ä }"}'
const bytes = Buffer.byteLength(body)
const whole = Buffer.from(`POST /shop HTTP/1.1\r\nhost: x\r\nContent-Length: ${bytes}\r\n\r\n${body}`)

test('a request is taken once it is whole, whatever follows', () => {
  for (const cut of [10, whole.length - bytes, whole.length - 1]) {
    expect(takeRequest(whole.subarray(0, cut))).toBeNull()
  }
  const taken = takeRequest(Buffer.concat([whole, Buffer.from('GET ')]))
  expect(taken).toMatchObject({ path: '/shop', length: whole.length })
  expect(taken?.body.toString()).toBe(body)
})

test('a request without a body has an empty one', () => {
  const request = 'GET /requests HTTP/1.1\r\nhost: x\r\n\r\n'
  expect(takeRequest(Buffer.from(request))).toMatchObject({ path: '/requests', length: request.length })
})

test('a body without a length is an error, not a wait', () => {
  const request = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(() => takeRequest(Buffer.from(request))).toThrow('without a length')
})
