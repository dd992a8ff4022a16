import type { Clock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import fastify from 'fastify'
import { allowEveryOrigin } from './cors.ts'
import { registerGoogleApi, type ServiceAccount } from './firebase/google-api.ts'
import { signIdToken } from './firebase/id-token.ts'
import { type FirebaseUser, openProject, type SignInAs } from './firebase/project.ts'
import { registerSignInPage } from './firebase/sign-in-page.ts'
import { openSigningKeys, type SigningKey } from './firebase/signing-keys.ts'
import { listenLocally } from './ports.ts'
import { openDocumentStore } from './provider/document-store.ts'
import { readForms } from './provider/read-forms.ts'

export interface FirebaseOptions extends ServiceAccount {
  /** 0: any free one. */
  readonly port: number
  /** Folder of its state, which survives a restart. */
  readonly dataDir: string
  readonly clock: Clock
}

/** A running stand-in of Firebase Authentication. */
export interface LocalFirebase {
  /** Its page, and what firebase-admin calls of googleapis.com. */
  readonly url: string
  /** An ID token for a person, as their browser gets it. */
  signIn(person: SignInAs): Promise<string>
  /** A user of the project, by address. Throws where there is none. */
  user(email: string): FirebaseUser
  /** Does what an administrator of the project does to a user. */
  change(localId: string, change: Partial<FirebaseUser>): void
  /** Ends every sign-in of a user so far. */
  revokeTokens(localId: string): void
  /** Signs with a new key from now on; the one before is served for a while. */
  rotateKey(): void
  /** What signs at present, for tokens that Firebase would not give out. */
  signingKey(): SigningKey
  /** For how long certificates may be kept from now on; an hour at first. */
  cacheCertificatesFor(seconds: number): void
  stop(): Promise<void>
}

/**
 * Starts a stand-in of Firebase Authentication that the official server SDK drives once its requests to googleapis.com
 * are led to the stand-in's URL. It signs with RS256, and the SDK verifies that as it does in production.
 * @throws StackError when the port is taken
 */
export async function startFirebase(options: FirebaseOptions): Promise<LocalFirebase> {
  const { port, dataDir, clock, ...account } = options
  const store = openDocumentStore(dataDir, 'firebase.db')
  const [project, keys] = [openProject(store, clock), openSigningKeys(store, clock)]
  let maxAgeSeconds = 3_600
  const signIn = (person: SignInAs) => signIdToken(project.admit(person), keys.latest(), account.projectId, clock.now())

  const app = fastify({ forceCloseConnections: true })
  app.addHook('onClose', async () => store.close())
  readForms(app)
  await allowEveryOrigin(app)
  registerGoogleApi(app, { account, project, keys, certificateMaxAgeSeconds: () => maxAgeSeconds })
  registerSignInPage(app, signIn)
  const url = await listenLocally(app, port, 'the stand-in of Firebase')
  return {
    url,
    signIn,
    user(email) {
      const user = project.users.list().find((candidate) => candidate.email === email)
      if (!user) throw new Error(`Firebase has no user ${email}`)
      return user
    },
    change: (localId, change) => void project.change(localId, change),
    // Whole seconds, as Firebase counts: who signs in again within this one is signed out, too.
    revokeTokens: (localId) =>
      void project.change(localId, { validSince: Math.floor(clock.now().getTime() / 1000) + 1 }),
    rotateKey: () => keys.rotate(),
    signingKey: () => keys.latest(),
    cacheCertificatesFor: (seconds) => {
      maxAgeSeconds = seconds
    },
    stop: () => app.close(),
  }
}

/** What the user service must know to talk to the stand-in. */
export function firebaseEnvironment(account: ServiceAccount, url: string): Environment {
  return {
    FIREBASE_PROJECT_ID: account.projectId,
    FIREBASE_CLIENT_EMAIL: account.clientEmail,
    FIREBASE_PRIVATE_KEY: account.privateKey,
    FIREBASE_API_URL: url,
  }
}
