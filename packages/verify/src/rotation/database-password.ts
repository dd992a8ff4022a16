import { admitSql, nextAccount, retireSql, urlAs } from '@lms/deploy/rotation/next-account'
import { Client, DatabaseError } from 'pg'
import type { RotatedSystem } from './rotated-system.ts'
import type { Rotation } from './rotation.ts'

/** Role that may not sign in, password that is not its own. */
const REFUSALS = ['28000', '28P01']

/** `DATABASE_URL`: the second of two roles is let in, used, and the first one kept out. */
export function rotateDatabasePassword({ stack, subgraphs, people, postgres }: RotatedSystem): Rotation {
  const urls = subgraphs.map((name) => [name, stack.databases.get(name) ?? ''] as const)
  const account = nextAccount(urls[0]?.[1] ?? '')
  return {
    secret: 'DATABASE_URL',
    operations: [
      { name: 'read from two databases', perSecond: 2, run: people.ask },
      { name: 'write to a database', perSecond: 1, run: people.renew },
    ],
    steps: {
      add: { change: () => postgres.query(admitSql(account)), replaced: [] },
      switch: {
        change() {
          for (const [name, url] of urls) stack.tell(name, { DATABASE_URL: urlAs(url, account) })
        },
        replaced: subgraphs,
      },
      remove: { change: () => postgres.query(retireSql(account)), replaced: [] },
    },
    takesOld: () => Promise.all(urls.map(([, url]) => signsIn(url, account.owner))),
    takesNew: () => Promise.all(urls.map(([, url]) => signsIn(urlAs(url, account), account.owner))),
  }
}

/** Whether an address lets in, and makes the owner of whoever comes. */
async function signsIn(connectionString: string, owner: string): Promise<boolean> {
  const client = new Client({ connectionString })
  try {
    await client.connect()
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]?.role === owner
  } catch (error) {
    if (error instanceof DatabaseError && REFUSALS.includes(error.code ?? '')) return false
    throw error
  } finally {
    await client.end()
  }
}
