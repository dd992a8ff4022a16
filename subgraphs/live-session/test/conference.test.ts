import type { SignedInViewer } from '@lms/kit/viewer'
import { startTestLiveKit } from '@lms/testkit/livekit'
import { setUp } from '@lms/testkit/set-up'
import { describe, expect, onTestFinished, test } from 'vitest'
import { enroll, join, liveClass, mutate } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const TOKEN_SECONDS = 120

const livekit = setUp(startTestLiveKit)
const live = setUp(() => startTestLiveSession({ ...livekit.environment, LIVE_TOKEN_SECONDS: String(TOKEN_SECONDS) }))

const mute = (by: SignedInViewer, sessionId: string, userId: string, muted = true) =>
  mutate(live, by, 'muteParticipant', { sessionId, userId, muted }, 'participant { muted }')
const remove = (by: SignedInViewer, sessionId: string, userId: string, ban = false) =>
  mutate(live, by, 'removeParticipant', { sessionId, userId, ban }, 'participant { present }')
const connect = async (viewer: SignedInViewer, sessionId: string) =>
  livekit.join((await join(live, viewer, sessionId)).joinToken)

/** A class in which somebody has both camera and microphone on. */
async function speaking() {
  const { taught, sessionId, instructor } = await liveClass(live)
  const { learner, end } = await enroll(live, taught)
  const token = (await join(live, learner, sessionId)).joinToken
  const client = await livekit.join(token)
  client.publish('CAMERA')
  client.publish('MICROPHONE')
  return { sessionId, instructor, learner, end, token, client }
}

const count = async (condition: string) =>
  (await live.database.query(`select user_id from conference_change where ${condition}`)).length
/** Changes of which it was not tried yet to tell, or is being tried. */
const fresh = () => count('due_at <= changed_at or claimed_until is not null')

describe('the media server', () => {
  test('silences who is muted, and lets them speak when they have the word again', async () => {
    const { sessionId, instructor, learner, client } = await speaking()
    await mute(instructor, sessionId, learner.id)
    await expect.poll(() => client.audible()).toEqual(['CAMERA'])
    expect(() => client.publish('MICROPHONE')).toThrow('may not')
    await mute(instructor, sessionId, learner.id, false)
    await expect
      .poll(() => {
        client.publish('MICROPHONE')
        return client.audible()
      })
      .toEqual(['CAMERA', 'MICROPHONE'])
    expect(client.isConnected()).toBe(true)
  })

  test('silences them also where it leaves tracks that are not allowed any more', async () => {
    livekit.rooms.endsTracks = false
    onTestFinished(() => {
      livekit.rooms.endsTracks = true
    })
    const { sessionId, instructor, learner, client } = await speaking()
    await mute(instructor, sessionId, learner.id)
    await expect.poll(() => client.audible()).toEqual(['CAMERA'])
  })

  test('disconnects who is removed, whose token counts no more; a new one does', async () => {
    const { sessionId, instructor, learner, client, token } = await speaking()
    await remove(instructor, sessionId, learner.id)
    await expect.poll(() => client.isConnected()).toBe(false)
    await expect(livekit.join(token)).rejects.toThrow('revoked')
    // Tokens tell their second: one of the removal's own is taken for an old one.
    await expect.poll(() => connect(learner, sessionId).catch(() => null)).not.toBeNull()
  })

  test('disconnects whose enrolment ended, and at the end of the session everybody', async () => {
    const { sessionId, instructor, learner, end, client } = await speaking()
    const host = await connect(instructor, sessionId)
    await end()
    await expect.poll(() => client.isConnected()).toBe(false)
    expect([host.isConnected(), livekit.rooms.find(sessionId, learner.id)]).toEqual([true, null])
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    await expect.poll(() => host.isConnected()).toBe(false)
  })

  test('is told of the latest, however many changes come at once by several processes', async () => {
    const replica = await live.startReplica()
    const { sessionId, instructor, learner, client } = await speaking()
    for (let change = 0; change < 10; change += 1) await mute(instructor, sessionId, learner.id, change % 2 === 0)
    await mute(instructor, sessionId, learner.id)
    await expect.poll(() => client.audible()).toEqual(['CAMERA'])
    await expect.poll(fresh).toBe(0)
    expect(client.audible()).toEqual(['CAMERA'])
    await replica.stop()
  })
})

describe('a media server that is away', () => {
  test('holds nobody up, and is told of everything when it is back', async () => {
    const { sessionId, instructor, learner, client } = await speaking()
    const other = await speaking()
    await livekit.away()
    await mute(instructor, sessionId, learner.id)
    await remove(other.instructor, other.sessionId, other.learner.id)
    expect([client.audible().length, other.client.isConnected()]).toEqual([2, true])
    await expect.poll(fresh).toBe(0)
    await livekit.back()
    live.clock.advance(15_000)
    await expect.poll(() => [client.audible(), other.client.isConnected()]).toEqual([['CAMERA'], false])
  })

  test('is not told to disconnect who came back meanwhile', async () => {
    const { sessionId, instructor, learner } = await speaking()
    await livekit.away()
    await remove(instructor, sessionId, learner.id)
    await expect.poll(fresh).toBe(0)
    const again = await connect(learner, sessionId)
    again.publish('CAMERA')
    again.publish('MICROPHONE')
    await livekit.back()
    await mute(instructor, sessionId, learner.id)
    await expect.poll(() => again.audible()).toEqual(['CAMERA'])
    expect(again.isConnected()).toBe(true)
  })
})

test('who connects late by a token of before is silenced, too, and nothing is told when none can be left', async () => {
  const { sessionId, instructor, learner, token } = await speaking()
  await mute(instructor, sessionId, learner.id)
  await expect.poll(fresh).toBe(0)
  const late = await livekit.join(token)
  late.publish('MICROPHONE')
  expect(late.audible()).toEqual(['MICROPHONE'])
  live.clock.advance(15_000)
  await expect.poll(() => late.audible()).toEqual([])
  expect(await count(`session_id = '${sessionId}'`)).toBe(1)
  live.clock.advance(TOKEN_SECONDS * 1_000)
  await expect.poll(() => count(`session_id = '${sessionId}'`)).toBe(0)
})
