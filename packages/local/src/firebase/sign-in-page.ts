import type { FastifyInstance } from 'fastify'
import { html, sendPage } from '../provider/page.ts'
import type { SignInAs } from './project.ts'

type Fields = Partial<Record<'email' | 'displayName' | 'emailVerified', string>>

/**
 * Adds a page, and the same for programs: `POST /sign-in` with an `email` gives an ID token to whoever asks, as a
 * browser gets it from Firebase's own sign-in. The address counts as verified unless `emailVerified` is `false`.
 */
export function registerSignInPage(app: FastifyInstance, signIn: (person: SignInAs) => Promise<string>): void {
  app.get('/', async (_request, reply) =>
    sendPage(
      reply,
      'Sign in with Firebase',
      html`
<form method="post" action="/sign-in">
  <p><label>E-mail <input name="email" type="email" value="student1@example.com" required></label>
  <p><label>Name <input name="displayName"></label>
  <p><label><input name="emailVerified" type="checkbox" value="false"> The address is not verified</label>
  <p><button>Sign in</button>
</form>`,
    ),
  )
  app.post<{ Body: Fields | undefined }>('/sign-in', async ({ body = {}, headers }, reply) => {
    const { email, displayName, emailVerified } = body
    if (!email) return reply.code(400).send({ error: { code: 400, message: 'MISSING_EMAIL' } })
    const person = { email, emailVerified: String(emailVerified) !== 'false' }
    const idToken = await signIn(displayName ? { ...person, displayName } : person)
    if (!headers.accept?.includes('text/html')) return { idToken }
    return sendPage(
      reply,
      'Signed in',
      html`<p>ID token, for <code>exchangeFirebaseToken</code>:<p><code style="overflow-wrap: anywhere">${idToken}</code>`,
    )
  })
}
