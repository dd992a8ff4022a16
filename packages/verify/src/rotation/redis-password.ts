import { randomPassword } from '@lms/deploy/random-password'
import type { Redis } from 'ioredis'
import { ACCOUNT, type RotatedSystem } from './rotated-system.ts'
import type { Rotation } from './rotation.ts'

/** `REDIS_URL`: an account of Redis has two passwords for a while. */
export function rotateRedisPassword(system: RotatedSystem): Rotation {
  const { stack, subgraphs, people, redis, redisUrl } = system
  const old = new URL(redisUrl).password
  const fresh = randomPassword()
  const freshUrl = Object.assign(new URL(redisUrl), { password: fresh }).href
  const readers = ['user', 'notification', 'live-session'].filter((name) => subgraphs.includes(name))
  return {
    secret: 'REDIS_URL',
    operations: [
      // Attempts are counted in Redis, and refused where they cannot be.
      { name: 'sign in', perSecond: 0.5, run: people.signIn },
      { name: 'ask within a cost budget', perSecond: 1, run: people.ask },
    ],
    steps: {
      add: { change: () => redis.call('ACL', 'SETUSER', ACCOUNT, `>${fresh}`), replaced: [] },
      switch: {
        change() {
          for (const name of [...readers, 'router']) stack.tell(name, { REDIS_URL: freshUrl })
        },
        replaced: [...readers, 'router'],
      },
      remove: { change: () => redis.call('ACL', 'SETUSER', ACCOUNT, `<${old}`), replaced: [] },
    },
    takesOld: async () => [await signsIn(redis, old)],
    takesNew: async () => [await signsIn(redis, fresh)],
  }
}

/** Whether Redis takes a password for the account, over a connection of its own. */
async function signsIn(redis: Redis, password: string): Promise<boolean> {
  const client = redis.duplicate()
  try {
    await client.call('AUTH', ACCOUNT, password)
    return true
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGPASS')) return false
    throw error
  } finally {
    client.disconnect()
  }
}
