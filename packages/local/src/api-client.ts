/** What the router answered. */
export interface ApiAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the fields that it selected
  data: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId?: string } }[]
  status: number
  headers: Headers
}

/** A client of the router, as a frontend is one. */
export interface ApiClient {
  /** Sends an operation; errors are part of the answer. */
  send(query: string, variables?: Record<string, unknown>): Promise<ApiAnswer>
  /** Sends an operation and returns its data; throws on any error or user error. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the fields that it selected
  ask(query: string, variables?: Record<string, unknown>): Promise<any>
  /** Runs a mutation `name(input: NameInput!)` and returns its payload; throws like `ask`. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the fields that it selected
  mutate(name: string, input: object, selection: string): Promise<any>
}

/** An operation that did not do what was asked; `codes` are those of its errors or user errors. */
export class ApiError extends Error {
  readonly codes: readonly string[]

  constructor(query: string, errors: readonly object[], codes: readonly string[]) {
    super(`${query.slice(0, 100)} …\n${JSON.stringify(errors)}`)
    this.name = 'ApiError'
    this.codes = codes
  }
}

export function createApiClient(routerUrl: string, accessToken: string | null): ApiClient {
  const send: ApiClient['send'] = async (query, variables = {}) => {
    const response = await fetch(`${routerUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    })
    const answer = (await response.json()) as Pick<ApiAnswer, 'data' | 'errors'>
    return { ...answer, status: response.status, headers: response.headers }
  }
  const ask: ApiClient['ask'] = async (query, variables) => {
    const { data, errors } = await send(query, variables)
    if (errors)
      throw new ApiError(
        query,
        errors,
        errors.map(({ extensions }) => extensions.code),
      )
    const refusals = Object.values(data as Record<string, { userErrors?: { code: string }[] } | null>).flatMap(
      (field) => field?.userErrors ?? [],
    )
    if (refusals.length > 0)
      throw new ApiError(
        query,
        refusals,
        refusals.map(({ code }) => code),
      )
    return data
  }
  return {
    send,
    ask,
    async mutate(name, input, selection) {
      const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
      const document = `mutation ($input: ${inputType}!) { ${name}(input: $input) { ${selection} userErrors { field code message } } }`
      return (await ask(document, { input }))[name]
    },
  }
}

const SESSION = 'user { id } session { accessToken refreshToken } userErrors { field code message }'
const SIGN_UP = `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ${SESSION} } }`
const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ${SESSION} } }`

export interface Credentials {
  email: string
  password: string
}

/** A client that is signed in; its token carries the roles held at that moment. */
export interface SignedInClient extends ApiClient {
  readonly userId: string
  readonly accessToken: string
  readonly refreshToken: string
}

/** Makes an account. */
export async function signUp(
  routerUrl: string,
  account: Credentials & { displayName: string; timeZone?: string },
): Promise<SignedInClient> {
  const data = await createApiClient(routerUrl, null).ask(SIGN_UP, { input: account })
  return signedIn(routerUrl, data.signUp)
}

export async function signIn(routerUrl: string, { email, password }: Credentials): Promise<SignedInClient> {
  const data = await createApiClient(routerUrl, null).ask(SIGN_IN, { input: { email, password } })
  return signedIn(routerUrl, data.signIn)
}

function signedIn(
  routerUrl: string,
  { user, session }: { user: { id: string }; session: { accessToken: string; refreshToken: string } },
): SignedInClient {
  return { ...createApiClient(routerUrl, session.accessToken), userId: user.id, ...session }
}
