import type { Environment } from '@lms/kit/config'
import { createKeyPair } from '@lms/kit/key-pair'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { startUser } from '../src/server.ts'

/** The user subgraph on a database of its own. */
export const startTestUser = (environment: Environment = {}): Promise<TestSubgraph> =>
  startTestSubgraph('user', startUser, { environment: { JWT_SECRET: createKeyPair().privateKey, ...environment } })
