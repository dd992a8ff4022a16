import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { firebaseEnvironment, type LocalFirebase, startFirebase } from '@lms/local/firebase'
import { createSecrets, type Secrets } from '@lms/local/secrets'

/** A stand-in of Firebase Authentication with a project of its own. */
export interface TestFirebase extends LocalFirebase, AsyncDisposable {
  readonly account: Secrets['firebase']
  /** What the user service must know of it. */
  readonly environment: Environment
}

export async function startTestFirebase(): Promise<TestFirebase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lms-firebase-'))
  const secrets = createSecrets()
  // The SDK goes by the system's time.
  const firebase = await startFirebase({ ...secrets.firebase, dataDir, port: 0, clock: systemClock })
  return {
    ...firebase,
    account: secrets.firebase,
    environment: firebaseEnvironment(secrets.firebase, firebase.url),
    async [Symbol.asyncDispose]() {
      await firebase.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
