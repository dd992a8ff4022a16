import { ApiError, type Credentials, type SignedInClient, signIn, signUp } from '../api-client.ts'

/** One password for every demo account; the embedded stack listens on this machine alone. */
export const DEMO_PASSWORD = 'demo-password'

export const administratorAccount = { email: 'admin@example.com', password: DEMO_PASSWORD, displayName: 'Alex Admin' }

const INSTRUCTORS = ['Grace Hopper', 'Ada Lovelace', 'Alan Turing']
const STUDENT_NAMES = [
  'Amira',
  'Ben',
  'Chloe',
  'Dmitri',
  'Elif',
  'Fatou',
  'Goran',
  'Hana',
  'Ivan',
  'Jia',
  'Kofi',
  'Lena',
  'Marek',
  'Nadia',
  'Omar',
  'Priya',
  'Quinn',
  'Rosa',
  'Sven',
  'Tariq',
  'Uma',
  'Victor',
  'Wanda',
  'Xavi',
  'Yuki',
  'Zoe',
  'Arjun',
  'Bella',
  'Cem',
  'Dana',
]

const account = (name: string, role: string, index: number) => ({
  email: `${role}${index + 1}@example.com`,
  password: DEMO_PASSWORD,
  displayName: name,
})

export const instructorAccounts = INSTRUCTORS.map((name, index) => account(name, 'instructor', index))
export const studentAccounts = STUDENT_NAMES.map((name, index) => account(`${name} Learner`, 'student', index))

/** Makes an account, or signs in where an earlier start made it. */
export async function signUpOnce(
  routerUrl: string,
  person: Credentials & { displayName: string },
): Promise<SignedInClient> {
  try {
    return await signUp(routerUrl, person)
  } catch (error) {
    if (error instanceof ApiError && error.codes.includes('EMAIL_TAKEN')) return signIn(routerUrl, person)
    throw error
  }
}
