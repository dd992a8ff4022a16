import { systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createTransact } from '@lms/kit/database'
import { newId } from '@lms/kit/ids'
import { checkInput } from '@lms/kit/input'
import { withDatabase } from '@lms/kit/with-database'
import type { Tx } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createAccount, NewAccount, prepareAccount } from './modules/sessions/create-account.ts'
import { createPasswords } from './modules/sessions/passwords.ts'

/**
 * Makes an administrator, the only way to the first one; everybody else gets roles through the API.
 * `created` is false when the address has an account already: that account is left as it is.
 * @throws Refusal when the input breaks a rule
 */
export async function createAdministrator(
  environment: Environment,
  input: { email: string; password: string; displayName: string },
): Promise<{ id: string; created: boolean }> {
  const account = await prepareAccount(createPasswords(), checkInput(NewAccount, input))
  const service = 'user-service'
  return withDatabase(service, environment, PrismaClient, async (db: PrismaClient) => {
    const transact = createTransact<Tx>(db)
    const cause = { source: service, correlationId: newId('command') }
    const now = systemClock.now()
    const created = await transact((tx) =>
      // Whoever runs the platform vouches for the address.
      createAccount(tx, { ...account, emailVerifiedAt: now }, ['STUDENT', 'ADMIN'], { now, cause }),
    )
    if (created) return { id: created.id, created: true }
    const existing = await db.user.findUniqueOrThrow({ where: { email: account.email } })
    return { id: existing.id, created: false }
  })
}
