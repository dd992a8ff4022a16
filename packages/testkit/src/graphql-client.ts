import { randomUUID } from 'node:crypto'
import type { Answer } from './subgraph.ts'

/** A client of the router, as a frontend is one: HTTP, with the token of whoever signed in. */
export interface GraphqlClient {
  /** Sends an operation; errors are part of the answer. */
  send(query: string, variables?: Record<string, unknown>): Promise<Answer & { status: number; headers: Headers }>
  /** Sends an operation and returns its data; throws on any error or user error. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they selected
  ask(query: string, variables?: Record<string, unknown>): Promise<any>
  /** The id of whoever is signed in. */
  readonly userId: string
  readonly email: string
}

export interface Credentials {
  email: string
  password: string
}

const SESSION = 'user { id } session { accessToken refreshToken } userErrors { field code message }'
const SIGN_UP = `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ${SESSION} } }`
const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ${SESSION} } }`

/** A client without credentials. */
export const anonymousClient = (routerUrl: string): GraphqlClient =>
  createClient(routerUrl, null, { id: '', email: '' })

/** Makes an account and signs in. */
export async function signUpClient(
  routerUrl: string,
  displayName: string,
): Promise<GraphqlClient & { credentials: Credentials }> {
  const credentials = {
    email: `${displayName.toLowerCase().replaceAll(' ', '.')}.${randomUUID().slice(0, 8)}@example.com`,
    password: 'correct horse battery',
  }
  const { signUp } = await anonymousClient(routerUrl).ask(SIGN_UP, {
    input: { ...credentials, displayName, timeZone: 'Europe/Berlin' },
  })
  const client = createClient(routerUrl, signUp.session.accessToken, { id: signUp.user.id, email: credentials.email })
  return { ...client, credentials }
}

/** Signs in; the token carries the roles held now. */
export async function signInClient(routerUrl: string, credentials: Credentials): Promise<GraphqlClient> {
  const { signIn } = await anonymousClient(routerUrl).ask(SIGN_IN, { input: credentials })
  return createClient(routerUrl, signIn.session.accessToken, { id: signIn.user.id, email: credentials.email })
}

function createClient(
  routerUrl: string,
  accessToken: string | null,
  { id, email }: { id: string; email: string },
): GraphqlClient {
  const send: GraphqlClient['send'] = async (query, variables = {}) => {
    const response = await fetch(`${routerUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    })
    const answer = (await response.json()) as Answer
    return { ...answer, status: response.status, headers: response.headers }
  }
  return {
    send,
    userId: id,
    email,
    async ask(query, variables) {
      const { data, errors } = await send(query, variables)
      const refusals = Object.values(data ?? {}).flatMap(
        (field) => (field as { userErrors?: object[] } | null)?.userErrors ?? [],
      )
      if (errors || refusals.length > 0)
        throw new Error(`${query.slice(0, 120)} …\n${JSON.stringify(errors ?? refusals)}`)
      return data
    },
  }
}
