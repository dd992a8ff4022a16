import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { buildApp } from 'fauxqs'

/** fauxqs' HTTP application over a durable store, not yet listening. */
export interface ObjectStoreEngine {
  readonly app: FastifyInstance
  /** No error where the bucket exists. */
  createBucket(name: string): void
}

/** The two classes that fauxqs does not export, as far as they are used here. */
interface Internals {
  S3Store: new () => { persistence?: unknown; createBucket(name: string): void }
  PersistenceManager: new (dataDir: string) => { loadS3(store: unknown): void; close(): void }
}

/**
 * Puts fauxqs together by hand: its own `startFauxqs` listens on all interfaces and reads the environment, and its
 * exported `buildApp` alone keeps nothing. The version is pinned exactly, so the files below stay where they are.
 */
export async function buildObjectStore(dataDir: string): Promise<ObjectStoreEngine> {
  const { S3Store, PersistenceManager } = await loadInternals()
  const persistence = new PersistenceManager(dataDir)
  const s3Store = new S3Store()
  persistence.loadS3(s3Store)
  s3Store.persistence = persistence
  const stores = { s3Store } as unknown as NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>
  const app = buildApp({ logger: false, stores }) as unknown as FastifyInstance
  app.addHook('onClose', async () => persistence.close())
  return { app, createBucket: (name) => s3Store.createBucket(name) }
}

async function loadInternals(): Promise<Internals> {
  const manifest = findPackageJSON('fauxqs', import.meta.url)
  if (manifest === undefined) throw new Error('The package fauxqs is not installed')
  const dist = path.join(path.dirname(manifest), 'dist')
  const [store, persistence] = await Promise.all([
    import(pathToFileURL(path.join(dist, 's3/s3Store.js')).href),
    import(pathToFileURL(path.join(dist, 'persistence.js')).href),
  ])
  return { S3Store: store.S3Store, PersistenceManager: persistence.PersistenceManager }
}
