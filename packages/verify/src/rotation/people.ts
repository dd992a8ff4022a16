import { randomUUID } from 'node:crypto'
import { createApiClient, type SignedInClient, signIn, signUp } from '@lms/local/api-client'

/** Asks two services and their databases. */
const WHO_AM_I = '{ me { id displayName orders(first: 1) { totalCount } } }'
const PASSWORD = 'correct horse battery'

/** A few people with sessions, which their applications renew. */
export interface People {
  /** A session of somebody new. */
  join(): Promise<SignedInClient>
  /** One of them asks, with the access token that they got last. */
  ask(): Promise<unknown>
  /** One of them renews the session. */
  renew(): Promise<unknown>
  /** All of them do, as everybody has after the life of a token. */
  renewAll(): Promise<unknown>
  /** One of them signs in once more, beside the session that is there. */
  signIn(): Promise<unknown>
}

interface Person {
  email: string
  accessToken: string
  refreshToken: string
  /** Renewals come one after the other: each uses up a token. */
  renewal: Promise<unknown>
}

const COUNT = 6

/** What somebody asks with an access token. */
export const askWith = (routerUrl: string, accessToken: string) => createApiClient(routerUrl, accessToken).ask(WHO_AM_I)

export async function gatherPeople(routerUrl: string): Promise<People> {
  const newAccount = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD, displayName: 'Somebody' })
  const people = await Promise.all(
    Array.from({ length: COUNT }, async (): Promise<Person> => {
      const account = newAccount()
      const { accessToken, refreshToken } = await signUp(routerUrl, account)
      return { email: account.email, accessToken, refreshToken, renewal: Promise.resolve() }
    }),
  )
  let turn = 0
  const next = () => people[turn++ % COUNT] as Person
  const renew = (person: Person) => {
    // One that failed was told of already.
    const before = person.renewal.catch(() => undefined)
    person.renewal = before.then(async () => Object.assign(person, await renewSession(routerUrl, person)))
    return person.renewal
  }
  return {
    join: () => signUp(routerUrl, newAccount()),
    ask: () => askWith(routerUrl, next().accessToken),
    renew: () => renew(next()),
    renewAll: () => Promise.all(people.map(renew)),
    signIn: () => signIn(routerUrl, { email: next().email, password: PASSWORD }),
  }
}

/** @throws ApiError with INVALID_REFRESH_TOKEN */
export async function renewSession(routerUrl: string, { refreshToken }: Pick<Person, 'refreshToken'>) {
  const selection = 'session { accessToken refreshToken }'
  const { session } = await createApiClient(routerUrl, null).mutate('refreshSession', { refreshToken }, selection)
  return session as Pick<Person, 'accessToken' | 'refreshToken'>
}
