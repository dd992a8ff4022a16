import { randomUUID } from 'node:crypto'
import { type Credentials, type SignedInClient, signIn, signUp } from '@lms/local/api-client'
import type { JourneyTarget } from './target.ts'

/** Somebody with an account, signed in. */
export interface Person extends SignedInClient, Credentials {
  readonly displayName: string
}

const newCredentials = (displayName: string) => ({
  email: `${displayName.toLowerCase()}.${randomUUID().slice(0, 8)}@example.com`,
  password: 'correct horse battery',
  displayName,
})

/** Makes an account and signs in again with its password. */
export async function join({ routerUrl }: JourneyTarget, displayName: string): Promise<Person> {
  const account = newCredentials(displayName)
  await signUp(routerUrl, { ...account, timeZone: 'Europe/Berlin' })
  return { ...account, ...(await signIn(routerUrl, account)) }
}

/** The administrator whom a command made, signed in. */
export async function administrator(target: JourneyTarget): Promise<Person> {
  const account = newCredentials('Admin')
  await target.createAdministrator(account)
  return { ...account, ...(await signIn(target.routerUrl, account)) }
}

/** Somebody whom the administrator made an instructor; the role shows in the tokens of the next sign-in. */
export async function instructor(target: JourneyTarget, admin: SignedInClient, displayName: string): Promise<Person> {
  const person = await join(target, displayName)
  await admin.ask('mutation ($input: AssignRoleInput!) { assignRole(input: $input) { userErrors { code } } }', {
    input: { userId: person.userId, role: 'INSTRUCTOR' },
  })
  return { ...person, ...(await signIn(target.routerUrl, person)) }
}
