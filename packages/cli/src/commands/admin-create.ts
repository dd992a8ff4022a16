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
    if (cause instanceof Refusal)
      throw new CommandError(cause.userErrors.map(({ message }) => message).join('\n'), { cause })
    if (cause instanceof ConfigurationError) throw new CommandError(cause.message, { cause })
    throw cause
  }
}
