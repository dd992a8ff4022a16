import { systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createTransact } from '@lms/kit/database'
import { Refusal } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput } from '@lms/kit/input'
import { withDatabase } from '@lms/kit/with-database'
import type { Tx } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createAccount, NewAccount, prepareAccount } from './modules/sessions/create-account.ts'

/**
 * Makes an administrator, the only way to the first one; everybody else gets roles through the API.
 * `created` is false when the address has an account already: that account is left as it is.
 * @throws Refusal when the input breaks a rule
 */
export async function createAdministrator(
  environment: Environment,
  input: { email: string; password: string; displayName: string },
): Promise<{ id: string; created: boolean }> {
  const account = await prepareAccount(checkInput(NewAccount, input))
  const service = 'user-service'
  return withDatabase(service, environment, PrismaClient, async (db: PrismaClient) => {
    const transact = createTransact<Tx>(db)
    const cause = { source: service, correlationId: newId('command') }
    try {
      const user = await transact((tx) =>
        createAccount(tx, account, ['STUDENT', 'ADMIN'], { now: systemClock.now(), cause }),
      )
      return { id: user.id, created: true }
    } catch (error) {
      const taken = error instanceof Refusal && error.userErrors.some(({ code }) => code === 'EMAIL_TAKEN')
      const existing = taken ? await db.user.findUnique({ where: { email: account.email } }) : null
      if (!existing) throw error
      return { id: existing.id, created: false }
    }
  })
}
