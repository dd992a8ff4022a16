import { DomainError } from '@lms/kit/errors'
import { expect, test } from 'vitest'
import { banned } from './require-watchable.ts'
import { Watcher } from './watcher.ts'

const viewer = { kind: 'user', id: 'user_1', sessionId: 'session_1', roles: [], scopes: [] } as const
const removed = new DomainError('PARTICIPANT_REMOVED', 'Removed')
const watcher = (mayWatch = async () => {}) => new Watcher(viewer, mayWatch)

test('what shut somebody out before letting in does not count, what does so meanwhile or later does', () => {
  const before = watcher()
  before.end(3, removed)
  before.letIn(3, { follows: false })
  expect(() => before.assertLetIn()).not.toThrow()
  before.end(2, removed)
  expect(() => before.assertLetIn()).not.toThrow()
  before.end(4, removed)
  expect(() => before.assertLetIn()).toThrow(removed)
  const meanwhile = watcher()
  meanwhile.end(2, removed)
  meanwhile.end(5, banned())
  meanwhile.letIn(4, { follows: true })
  expect(() => meanwhile.assertLetIn()).toThrow(banned())
})

test('the first reason is the one that is told', () => {
  const both = watcher()
  both.letIn(1, { follows: true })
  both.end(2, banned())
  both.end(3, removed)
  expect(() => both.assertLetIn()).toThrow(banned())
})

test('only who follows is woken by news, everybody by the end', async () => {
  const admitted = watcher()
  admitted.letIn(1, { follows: false })
  const { signal } = new AbortController()
  let woken = false
  const waiting = admitted.wait(signal).then(() => {
    woken = true
  })
  admitted.hear()
  await Promise.resolve()
  expect(woken).toBe(false)
  admitted.end(2, removed)
  await waiting
  const following = watcher()
  following.letIn(1, { follows: true })
  following.hear()
  await following.wait(signal)
})

test('a session that is not visible any more means that the enrolment ended', async () => {
  const asked = (error: Error) => watcher(() => Promise.reject(error)).recheck()
  expect(await asked(new DomainError('NOT_FOUND', 'No'))).toMatchObject({ extensions: { code: 'ENROLLMENT_ENDED' } })
  const failure = new Error('no database')
  expect(await asked(failure)).toBe(failure)
  expect(await watcher().recheck()).toBeNull()
})
