import { setTimeout as delay } from 'node:timers/promises'
import { type Entry, rotateEntry } from '@lms/deploy/rotation/rotate-entry'
import type { RotationStep } from '@lms/deploy/rotation/rotate-keys'
import { ApiError, createApiClient, type SignedInClient } from '@lms/local/api-client'
import { askWith, renewSession } from './people.ts'
import { processesOf, type RotatedSystem } from './rotated-system.ts'
import { isLetIn, type Rotation } from './rotation.ts'

/** Routers ask for keys that they do not know no more often than this, unless told otherwise. */
const JWKS_COOLDOWN_MS = 30_000

/** `JWT_SECRET`: published, signs, alone, and forgotten by the routers. */
export async function rotateAccessTokenKey(system: RotatedSystem): Promise<Rotation> {
  const { stack, people } = system
  const { routerUrl, routerEnvironment } = stack
  let entry: Entry = { JWT_SECRET: stack.secrets.accessTokens.privateKey }
  const step = (name: RotationStep) => {
    entry = rotateEntry(entry, 'JWT_SECRET', name)
    stack.tell('user', entry)
  }
  // Each question uses up a refresh token.
  const before = await Promise.all([people.join(), people.join()])
  let tokenOfBefore: string | null = (await people.join()).accessToken
  return {
    secret: 'JWT_SECRET',
    operations: [
      {
        name: 'ask with a token of before, as long as one lives',
        perSecond: 2,
        run: () => (tokenOfBefore ? askWith(routerUrl, tokenOfBefore) : people.ask()),
      },
      { name: 'ask with the newest token', perSecond: 1, run: people.ask },
      { name: 'renew a session', perSecond: 1, run: people.renew },
      { name: 'sign in', perSecond: 0.5, run: people.signIn },
    ],
    steps: {
      add: { change: () => step('add'), replaced: ['user'] },
      switch: {
        async change() {
          await delay(Number(routerEnvironment.JWKS_COOLDOWN_MS ?? JWKS_COOLDOWN_MS))
          step('switch')
        },
        replaced: ['user'],
      },
      remove: {
        async change() {
          // By then everybody has renewed, or has to sign in again anyway.
          tokenOfBefore = null
          await people.renewAll()
          step('remove')
        },
        replaced: ['user'],
      },
      forget: { change: () => {}, replaced: ['router'] },
    },
    takesOld: () => takes(system, before.pop()),
    takesNew: async () => takes(system, await people.join()),
  }
}

/** Whether each router takes a session's access token, and the user service its refresh token. */
async function takes({ stack }: RotatedSystem, session: SignedInClient | undefined): Promise<boolean[]> {
  if (!session) throw new Error('there is no session left to try with')
  const asked = processesOf(stack, 'router').map(async (url) => {
    const { status } = await createApiClient(url, session.accessToken).send('{ me { id } }')
    return isLetIn(status, 401)
  })
  return [...(await Promise.all(asked)), await isRenewed(stack.routerUrl, session)]
}

async function isRenewed(routerUrl: string, session: SignedInClient): Promise<boolean> {
  try {
    await renewSession(routerUrl, session)
    return true
  } catch (error) {
    if (error instanceof ApiError && error.codes.includes('INVALID_REFRESH_TOKEN')) return false
    throw error
  }
}
