import type { Environment } from '@lms/kit/config'
import { createKeyPair } from '@lms/kit/key-pair'
import { startTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from '@lms/testkit/subgraph'
import { startUser } from '../src/server.ts'

/** What makes the tokens in e-mails; the notification service would have the same. */
export const MAIL_TOKEN_SECRET = 'a secret of more than 32 characters'

/** The user subgraph on a database of its own. */
export const startTestUser = (
  environment: Environment = {},
  options: Pick<TestSubgraphOptions, 'redis'> = {},
): Promise<TestSubgraph> =>
  startTestSubgraph('user', startUser, {
    ...options,
    environment: { JWT_SECRET: createKeyPair().privateKey, MAIL_TOKEN_SECRET, ...environment },
  })
