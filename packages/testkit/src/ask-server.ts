import { Client } from 'pg'

/** Runs one statement on a database of a server that wants TLS or does not. */
export async function askServer<Row extends object>(
  { url, sslMode }: { url: string; sslMode: 'disable' | 'require' },
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({
    connectionString: url,
    ssl: sslMode === 'require' ? { rejectUnauthorized: false } : false,
  })
  await client.connect()
  try {
    return (await client.query<Row>(sql, [...values])).rows
  } finally {
    await client.end()
  }
}
