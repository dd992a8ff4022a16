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
