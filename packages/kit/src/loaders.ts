import DataLoader from 'dataloader'

/** Loads rows by a unique key with one query per request level; an unknown key is null. */
export function loadOne<Key extends string, Row>(
  find: (keys: Key[]) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find([...keys])).map((row) => [keyOf(row), row]))
    return keys.map((key) => rows.get(key) ?? null)
  })
}

/** Loads the rows that belong to a key, in the order of the query; none is an empty list. */
export function loadMany<Key extends string, Row>(
  find: (keys: Key[]) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await find([...keys]), keyOf)
    return keys.map((key) => rows.get(key) ?? [])
  })
}

/** Streams that begin anew with a router's connection come by the thousand: they shall not wait for a connection each. */
const GATHERING_MS = 4
const AT_A_TIME = 500

/**
 * Loads together what all of a process ask for within a few milliseconds. Nothing is remembered.
 * @param find answers in the order of the keys
 */
export function loadTogether<Key, Value>(
  find: (keys: readonly Key[]) => Promise<Value[]>,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value>(find, {
    cache: false,
    maxBatchSize: AT_A_TIME,
    batchScheduleFn: (load) => setTimeout(load, GATHERING_MS),
  })
  return (key) => loader.load(key)
}
