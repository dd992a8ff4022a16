import { systemClock } from '@lms/kit/clock'
import { type Environment, parseEnvironment, subgraphEnvironment } from '@lms/kit/config'
import { createDatabase, createTransact } from '@lms/kit/database'
import { Refusal } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput } from '@lms/kit/input'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { Tx } from './context.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createAccount, NewAccount, prepareAccount } from './modules/sessions/create-account.ts'

const commandEnvironment = subgraphEnvironment.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  DB_SSL_MODE: true,
  DB_SSL_CA: true,
  DB_POOL_SIZE: true,
})

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
  const config = parseEnvironment(commandEnvironment, environment)
  const log = createLogger({ service, level: 'silent' })
  const db = createDatabase<PrismaClient>(PrismaClient, {
    config,
    log,
    metrics: createMetrics(service, { processMetrics: false }),
  })
  const transact = createTransact<Tx>(db)
  try {
    const cause = { source: service, correlationId: newId('command') }
    const user = await transact((tx) =>
      createAccount(tx, account, ['STUDENT', 'ADMIN'], { now: systemClock.now(), cause }),
    )
    return { id: user.id, created: true }
  } catch (error) {
    const taken = error instanceof Refusal && error.userErrors.some(({ code }) => code === 'EMAIL_TAKEN')
    const existing = taken ? await db.user.findUnique({ where: { email: account.email } }) : null
    if (!existing) throw error
    return { id: existing.id, created: false }
  } finally {
    await db.$disconnect()
  }
}
