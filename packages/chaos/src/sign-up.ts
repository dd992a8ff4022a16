import { newId } from '@lms/kit/ids'
import { anonymous, type SignedInViewer } from '@lms/kit/viewer'
import { person } from './api.ts'
import type { System } from './system.ts'

interface SignedUp {
  signUp: { user: { id: string } | null; userErrors: { code: string }[] }
}

/** Makes an account, as a person does who tries again when the answer got lost: the address may be theirs by then. */
export async function signUp({ api, query }: System): Promise<SignedInViewer> {
  const email = `${newId('learner').toLowerCase()}@example.com`
  const input = { email, password: newId('password'), displayName: 'Ada Learner' }
  const { signUp }: SignedUp = await api.ask(
    'user',
    anonymous,
    'mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } userErrors { code } } }',
    { input },
    (data: SignedUp) => data.signUp.user !== null || data.signUp.userErrors.some(({ code }) => code === 'EMAIL_TAKEN'),
  )
  const id = signUp.user?.id ?? (await idOf(query, email))
  return { ...person(), id }
}

async function idOf(query: System['query'], email: string): Promise<string> {
  const [user] = await query<{ id: string }>('user', 'select id from "user" where email = $1', [email])
  if (!user) throw new Error(`${email} is taken and belongs to nobody`)
  return user.id
}
