import type { Clock } from '@lms/kit/clock'
import type { Collection, DocumentStore } from '../provider/document-store.ts'
import { randomId } from '../provider/random-id.ts'

/** A user of the Firebase project, as far as tokens and `accounts:lookup` tell. */
export interface FirebaseUser {
  readonly localId: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly displayName: string | null
  readonly disabled: boolean
  /** Seconds since 1970: who signed in earlier has been signed out. */
  readonly validSince: number
}

/** Whom a developer signs in as. */
export type SignInAs = Partial<Pick<FirebaseUser, 'email' | 'emailVerified' | 'displayName' | 'localId'>>

/** The users of the project that the stand-in plays. */
export interface Project {
  readonly users: Collection<FirebaseUser>
  /** Finds a user by uid, else by address, and updates it; makes it where there is none. */
  admit(person: SignInAs): FirebaseUser
  /** Changes a user. Throws where there is none. */
  change(localId: string, change: Partial<FirebaseUser>): FirebaseUser
}

export function openProject(store: DocumentStore, clock: Clock): Project {
  const users = store.collection<FirebaseUser>('user')
  const put = (user: FirebaseUser) => {
    users.put(user.localId, user)
    return user
  }
  const find = ({ localId, email }: SignInAs) => {
    if (localId) return users.get(localId)
    return email ? (users.list().find((user) => user.email === email.toLowerCase()) ?? null) : null
  }
  return {
    users,
    admit(person) {
      const known = find(person) ?? {
        localId: person.localId || randomId('', 28),
        email: null,
        emailVerified: false,
        displayName: null,
        disabled: false,
        validSince: Math.floor(clock.now().getTime() / 1000),
      }
      const { emailVerified = known.emailVerified, displayName = known.displayName } = person
      const email = person.email?.toLowerCase() ?? known.email
      return put({ ...known, email, emailVerified, displayName })
    },
    change(localId, change) {
      const user = users.get(localId)
      if (!user) throw new Error(`Firebase has no user ${localId}`)
      return put({ ...user, ...change })
    },
  }
}
