import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ConfigurationError, type Environment } from '@lms/kit/config'
import { Refusal } from '@lms/kit/errors'
import { askPassword } from '../ask-password.ts'
import { CommandError } from '../command-error.ts'

/** 144 bits, more than any guess. */
const GENERATED_BYTES = 18

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { email: { type: 'string' }, name: { type: 'string' } } })
  const { email, name: displayName } = values
  if (!email || !displayName) {
    throw new CommandError('Say whom: pnpm lms admin create --email ada@example.com --name "Ada Lovelace"')
  }
  const chosen =
    process.env.ADMIN_PASSWORD || (process.stdin.isTTY ? await askPassword('Password (empty: generate one): ') : '')
  const password = chosen || randomBytes(GENERATED_BYTES).toString('base64url')
  if (!(await createAdmin(process.env, { email, password, displayName }))) {
    throw new CommandError(
      `${email} has an account already; it was left as it is. An administrator can give it the role.`,
    )
  }
  console.log(`${email} is an administrator`)
  if (!chosen) console.log(`password, shown this once: ${password}`)
}

async function createAdmin(
  environment: Environment,
  input: { email: string; password: string; displayName: string },
): Promise<boolean> {
  // Loaded here: it brings the user service's database client along.
  const { createAdministrator } = await import('@lms/user/create-administrator')
  try {
    return (await createAdministrator(environment, input)).created
  } catch (cause) {
    const reason = explain(cause)
    throw reason === null ? cause : new CommandError(reason, { cause })
  }
}

function explain(cause: unknown): string | null {
  if (cause instanceof Refusal) {
    return cause.userErrors.map(({ field, message }) => [field?.at(-1) ?? [], message].flat().join(': ')).join('\n')
  }
  if (cause instanceof ConfigurationError) return cause.message
  if (!(cause instanceof Error) || !cause.name.startsWith('PrismaClient')) return null
  const remedy = 'Is it up, migrated ("pnpm db:migrate"), and does DATABASE_URL name it?'
  return `The user service's database refused: ${cause.message.trim()}\n${remedy}`
}
