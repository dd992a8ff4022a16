import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { decodeJwt } from 'jose'

const SESSION = 'user { id email } session { accessToken refreshToken expiresAt } userErrors { field code }'
const mutation = (name: string) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${SESSION} } }`
}

/** An address that nobody has. */
export const newAddress = () => `${newId('mail')}@example.com`

/** Input of signUp for somebody new. */
export const newAccount = () => ({
  email: newAddress(),
  password: 'correct horse',
  displayName: 'Ada',
})

/** Somebody whose address Firebase verified. */
export const verified = (email = newAddress()) => ({ email, emailVerified: true, displayName: 'Grace' })

/** Payload of a refused exchangeFirebaseToken. */
export const refusal = (code: string) => ({
  user: null,
  session: null,
  userErrors: [{ field: ['input', 'idToken'], code }],
})

/** Anonymous mutations of the user subgraph that open or renew a session; each returns its payload. */
export function sessionsOf(user: TestSubgraph) {
  const run = async (name: string, input: Record<string, unknown>) =>
    (await user.execute(null, mutation(name), { input })).data[name]
  const signUp = (input: Record<string, unknown> = newAccount()) => run('signUp', input)
  return {
    signUp,
    /** Somebody who just signed up, with what they need to go on. */
    async join() {
      const account = newAccount()
      const { user: person, session } = await signUp(account)
      return { ...account, id: person.id as string, session, viewer: viewerOf(session.accessToken) }
    },
    signIn: ({ email, password }: { email: string; password: string }) => run('signIn', { email, password }),
    refresh: (refreshToken: string) => run('refreshSession', { refreshToken }),
    exchange: (idToken: string) => run('exchangeFirebaseToken', { idToken }),
  }
}

/** Whom the router would make of an access token. */
export function viewerOf(accessToken: string): SignedInViewer {
  const { sub = '', sid, roles } = decodeJwt<{ sid: string; roles: string[] }>(accessToken)
  return { kind: 'user', id: sub, sessionId: sid, roles, scopes: [] }
}
