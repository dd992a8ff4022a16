import { expect, test } from 'vitest'
import { readCredential } from './read-credential.ts'

test.each<[object, object]>([
  [{}, {}],
  [{ accessToken: 't' }, { authorization: 'Bearer t' }],
  [{ AccessToken: 't', note: 1 }, { authorization: 'Bearer t' }],
  [{ authorization: 'Bearer t' }, { authorization: 'Bearer t' }],
  [{ Authorization: 'Bearer t', accessToken: 't' }, { authorization: 'Bearer t' }],
  [{ 'X-Api-Key': 'k' }, { 'x-api-key': 'k' }],
  [{ accessToken: null, authorization: '', 'x-api-key': undefined }, {}],
  [{ headers: { authorization: 'Bearer t' }, cookie: 'a' }, {}],
])('%j reads %j', (payload, headers) => {
  expect(readCredential({ ...payload })).toEqual(headers)
})

test.each<[object]>([
  [{ accessToken: 1 }],
  [{ authorization: ['Bearer t'] }],
  [{ accessToken: 'a', authorization: 'b' }],
])('%j is no credential, nor the lack of one', (payload) => {
  expect(() => readCredential({ ...payload })).toThrow(expect.objectContaining({ status: 401 }))
})
