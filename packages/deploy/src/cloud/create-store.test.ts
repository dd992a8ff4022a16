import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { ACCOUNTS, STORE_OUTPUTS } from '../../test/store-inputs.ts'
import { readManifest } from '../manifest.ts'
import { projectRoot } from '../render-overlay.ts'
import { createStore } from './create-store.ts'
import { storeFiles } from './store-files.ts'

/** What External Secrets reads of the store: entry and property. */
function wantedKeys(): string[] {
  const file = join(projectRoot, 'infra/kubernetes/components/external-secrets/secrets.yaml')
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    const manifest = readManifest(document.toJS())
    if (manifest.kind !== 'ExternalSecret') return []
    return manifest.spec.data.map(({ remoteRef }) => `${remoteRef.key} ${remoteRef.property}`)
  })
}

describe("an environment's secrets", () => {
  const store = createStore(STORE_OUTPUTS, ACCOUNTS)

  test('are those that the overlay reads, and no others', () => {
    const made = Object.entries(store.entries).flatMap(([entry, values]) =>
      Object.keys(values).map((property) => `${entry} ${property}`),
    )
    expect(made.sort()).toEqual([...new Set(wantedKeys())].sort())
  })

  test('give each service a database and a role of its own, and PgBouncer their passwords', () => {
    const users = store.entries['lms/pgbouncer']?.userlist ?? ''
    const urls = Object.entries(store.entries).flatMap(([entry, { DATABASE_URL, DATABASE_DIRECT_URL }]) => {
      if (!DATABASE_URL || !DATABASE_DIRECT_URL) return []
      const [pooled, direct] = [new URL(DATABASE_URL), new URL(DATABASE_DIRECT_URL)]
      expect([pooled.host, direct.host], entry).toEqual(['pgbouncer:5432', 'postgres.test:5432'])
      expect(pooled.pathname).toBe(`/${pooled.username}`)
      expect(direct.pathname).toBe(pooled.pathname)
      expect(users).toContain(`"${pooled.username}" "${pooled.password}"\n`)
      return [DATABASE_URL]
    })
    expect(new Set(urls.map((url) => new URL(url).username)).size).toBe(8)
    expect(new Set(urls.map((url) => new URL(url).password)).size).toBe(8)
  })

  test('are not made without the accounts that only others can give', () => {
    const { STRIPE_SECRET_KEY: _, ...others } = ACCOUNTS
    expect(() => createStore(STORE_OUTPUTS, others)).toThrow('STRIPE_SECRET_KEY')
  })

  test('are in no script, and every file that a script reads is there', () => {
    const files = storeFiles(store, STORE_OUTPUTS)
    const scripts = Object.entries(files).filter(([name]) => name.endsWith('.sh'))
    expect(scripts).toHaveLength(2)
    const { KAFKA_USERNAME: _, ...shared } = store.entries['lms/shared'] ?? {}
    const entries = { ...store.entries, 'lms/shared': shared }
    const values = Object.values(entries).flatMap((entry) => Object.values(entry))
    for (const [name, text] of [...scripts, ['roles.sql', files['roles.sql'] ?? '']] as const) {
      for (const secret of [...values, ...store.databases.map(({ password }) => password)]) {
        expect(text.includes(secret), name).toBe(false)
      }
    }
    const read = scripts.flatMap(([, text]) => [...text.matchAll(/file:\/\/([\w.-]+)|cat ([\w.]+)/g)])
    const names = read.map(([, one, other]) => one ?? other ?? '')
    expect(names.filter((name) => !(name in files))).toEqual([])
    expect(names.length).toBe(Object.keys(store.entries).length + 4)
  })
})
