import { createHash, createPublicKey } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { jwtVerify } from 'jose'
import type { FirebaseUser, Project } from './project.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface ServiceAccount {
  readonly projectId: string
  readonly clientEmail: string
  /** PKCS #8 PEM of an RSA key. */
  readonly privateKey: string
}

const TOKEN_URL = 'https://oauth2.googleapis.com/token'
const TOKEN_SECONDS = 3_600

/** Adds what firebase-admin calls of Google: certificates, access tokens of service accounts, `accounts:lookup`. */
export function registerGoogleApi(
  app: FastifyInstance,
  options: { account: ServiceAccount; project: Project; keys: SigningKeys; certificateMaxAgeSeconds: () => number },
): void {
  const { account, project, keys, certificateMaxAgeSeconds } = options
  app.get('/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${certificateMaxAgeSeconds()}, must-revalidate, no-transform`)
      .send(keys.certificates()),
  )
  app.post<{ Body: { assertion?: string } }>('/token', async ({ body }, reply) => {
    if (!(await isSignedBy(account, body.assertion ?? '')))
      return reply.code(400).send({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })
    return { access_token: accessTokenOf(account), expires_in: TOKEN_SECONDS, token_type: 'Bearer' }
  })
  app.post<{ Params: { projectId: string }; Body: { localId?: string[] } }>(
    '/v1/projects/:projectId/accounts::lookup',
    async ({ headers, params, body }, reply) => {
      if (headers.authorization !== `Bearer ${accessTokenOf(account)}`) return refuse(reply, 401, 'UNAUTHENTICATED')
      if (params.projectId !== account.projectId) return refuse(reply, 403, 'PERMISSION_DENIED')
      const users = (body.localId ?? []).flatMap((id) => project.users.get(id) ?? [])
      return { kind: 'identitytoolkit#GetAccountInfoResponse', ...(users.length > 0 ? { users: users.map(show) } : {}) }
    },
  )
}

/** Whether the service account asks (https://developers.google.com/identity/protocols/oauth2/service-account). */
async function isSignedBy({ clientEmail, privateKey }: ServiceAccount, assertion: string): Promise<boolean> {
  try {
    const rules = { algorithms: ['RS256'], issuer: clientEmail, audience: TOKEN_URL }
    await jwtVerify(assertion, createPublicKey(privateKey), rules)
    return true
  } catch {
    return false
  }
}

/** The same every time, so that it survives a restart of the stand-in as Google's survive theirs. */
const accessTokenOf = ({ privateKey }: ServiceAccount) =>
  `ya29.${createHash('sha256').update(privateKey).digest('base64url')}`

const show = ({ validSince, email, displayName, ...user }: FirebaseUser) => ({
  ...user,
  ...(email === null ? {} : { email }),
  ...(displayName === null ? {} : { displayName }),
  validSince: String(validSince),
  providerUserInfo: [],
})

const refuse = (reply: FastifyReply, code: number, status: string) =>
  reply.code(code).send({ error: { code, message: status, status } })
