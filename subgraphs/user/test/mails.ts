import { emailVerificationRequested, passwordResetRequested } from '@lms/contracts/user'
import { createSignedTexts } from '@lms/kit/signed-texts'
import type { Viewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { expect } from 'vitest'
import { EVERY_MS } from '../src/jobs/answer-password-resets.ts'
import { MAIL_TOKEN_SECRET } from './start-user.ts'

const REQUEST =
  'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code } } }'
const RESET =
  'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { user { id } userErrors { field code } } }'
const VERIFY =
  'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { user { emailVerifiedAt } userErrors { field code } } }'
const REQUEST_VERIFICATION =
  'mutation { requestEmailVerification { user { id emailVerifiedAt } userErrors { field code } } }'

/** Payload part of whoever brings a token that does not work. */
export const INVALID_TOKEN = [{ field: ['input', 'token'], code: 'INVALID_TOKEN' }]

export const NEW_PASSWORD = 'battery staple'

/** What people do with mailed links, and the tokens that reach them: made as the notification service makes them. */
export function mailsOf(user: TestSubgraph) {
  const { sign } = createSignedTexts([MAIL_TOKEN_SECRET])
  const tokens = async (definition: typeof passwordResetRequested, userId: string) =>
    (await user.outbox(definition)).flatMap(({ data }) => (data.userId === userId ? [sign(data.tokenId)] : []))
  const resetTokens = (userId: string) => tokens(passwordResetRequested, userId)
  const ask = (email: string, client?: string) => user.execute(null, REQUEST, { input: { email } }, client)
  /** Waits until no request for a new password is left to be answered. */
  const allAnswered = () => {
    user.clock.advance(EVERY_MS)
    return expect
      .poll(() => user.database.query('select email from password_reset_request'), { interval: 20 })
      .toEqual([])
  }
  return {
    ask,
    allAnswered,
    resetTokens,
    verificationTokens: (userId: string) => tokens(emailVerificationRequested, userId),
    /** Asks for a new password and returns the token that is mailed. */
    async mailedReset({ id, email }: { id: string; email: string }): Promise<string> {
      await ask(email)
      await allAnswered()
      return (await resetTokens(id)).at(-1) ?? 'none'
    },
    reset: async (token: string, newPassword = NEW_PASSWORD) =>
      (await user.execute(null, RESET, { input: { token, newPassword } })).data.resetPassword,
    verify: async (viewer: Viewer, token: string) =>
      (await user.execute(viewer, VERIFY, { input: { token } })).data.verifyEmail,
    tryToVerify: (viewer: Viewer | null, token: string) => user.execute(viewer, VERIFY, { input: { token } }),
    requestVerification: (viewer: Viewer | null) => user.execute(viewer, REQUEST_VERIFICATION),
    /** When the person proved the address, by their own account. */
    verifiedAt: async (viewer: Viewer): Promise<string | null> =>
      (await user.execute(viewer, '{ me { emailVerifiedAt } }')).data.me.emailVerifiedAt,
  }
}

/** Everything in the database of a subgraph, as one text. */
export async function databaseText(subgraph: TestSubgraph): Promise<string> {
  const tables = await subgraph.database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'kit') and table_name not like '\\_prisma%'`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) => subgraph.database.query<{ row: string }>(`select t::text as row from ${name} t`)),
  )
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n')
}
