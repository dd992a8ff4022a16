import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Documents of one kind by id, in the order of their first `put`. */
export interface Collection<T> {
  get(id: string): T | null
  /** Adds or replaces. */
  put(id: string, document: T): void
  list(): T[]
}

/** Durable JSON documents in one SQLite file. Every call is on disk when it returns, or with its transaction. */
export interface DocumentStore {
  collection<T>(kind: string): Collection<T>
  /** All or nothing: what `work` wrote is undone when it throws. */
  transaction<T>(work: () => T): T
  close(): void
}

const schema = `
  pragma journal_mode = wal;
  create table if not exists document (
    position integer primary key, kind text not null, id text not null, body text not null, unique (kind, id))`

/** Opens or creates the file `name` in `folder`. */
export function openDocumentStore(folder: string, name: string): DocumentStore {
  mkdirSync(folder, { recursive: true })
  const database = new DatabaseSync(path.join(folder, name))
  database.exec(schema)
  return {
    collection: (kind) => openCollection(database, kind),
    transaction: (work) => {
      database.exec('begin immediate')
      try {
        const result = work()
        database.exec('commit')
        return result
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    close: () => database.close(),
  }
}

function openCollection<T>(database: DatabaseSync, kind: string): Collection<T> {
  const select = database.prepare('select body from document where kind = ? and id = ?')
  const selectAll = database.prepare('select body from document where kind = ? order by position')
  const upsert = database.prepare(
    'insert into document (kind, id, body) values (?, ?, ?) on conflict (kind, id) do update set body = excluded.body',
  )
  return {
    get: (id) => {
      const row = select.get(kind, id)
      return row === undefined ? null : read<T>(row)
    },
    put: (id, document) => {
      upsert.run(kind, id, JSON.stringify(document))
    },
    list: () => selectAll.all(kind).map((row) => read<T>(row)),
  }
}

/** Only `put` writes bodies, so they have the shape that the collection was opened with. */
function read<T>(row: Record<string, unknown>): T {
  return JSON.parse(String(row.body)) as T
}
