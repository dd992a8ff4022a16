import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@lms/kit/config'
import { type ObjectStore, startObjectStore } from '@lms/local/object-store'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { startFile } from '../src/server.ts'

export interface TestFileService extends TestSubgraph {
  readonly store: ObjectStore
}

/** The file subgraph on a database and an object store of its own; its jobs run all the time. */
export async function startTestFile(environment: Environment = {}): Promise<TestFileService> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lms-file-'))
  const store = await startObjectStore({ port: 0, dataDir, bucket: 'lms-files' })
  const subgraph = await startTestSubgraph('file', startFile, {
    environment: {
      S3_ENDPOINT: store.endpoint,
      S3_BUCKET: store.bucket,
      AWS_REGION: store.region,
      AWS_ACCESS_KEY_ID: store.accessKeyId,
      AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
      FILE_SWEEP_MS: '50',
      ...environment,
    },
  })
  return {
    ...subgraph,
    store,
    [Symbol.asyncDispose]: async () => {
      await subgraph[Symbol.asyncDispose]()
      await store.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
