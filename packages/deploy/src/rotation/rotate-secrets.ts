import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { admitSql, admitUser, entryAs, nextAccount, retireSql, retireUser } from './next-account.ts'
import { type Entry, publishKeys, rotateEntry } from './rotate-entry.ts'
import { ROTATION_STEPS } from './rotate-keys.ts'

const Entries = z.record(z.string(), z.string())

/** `pnpm secrets:rotate`: the next state of an entry of the store, whose present one it reads. It changes nothing itself. */
export async function run(args: string[]): Promise<void> {
  const [action = '', subject = '', folder = ''] = args
  const step = ROTATION_STEPS.find((each) => each === action)
  if (step && subject) {
    const given = process.env.NEW_SECRET || undefined
    process.stdout.write(JSON.stringify(rotateEntry(await readInput(), subject, step, given)))
  } else if (action === 'publish' && subject) {
    process.stdout.write(JSON.stringify(publishKeys(await readInput(), await readEntry(subject))))
  } else if (action === 'account' && subject && folder) {
    await writeAccount(subject, folder)
  } else {
    throw new Error('See docs/deployment/secrets.md: add, switch or remove NAME; publish FILE; account SERVICE FOLDER.')
  }
}

const readInput = async (): Promise<Entry> => Entries.parse(JSON.parse(await text(process.stdin)))
const readEntry = async (file: string): Promise<Entry> => Entries.parse(JSON.parse(await readFile(file, 'utf8')))

/** What a service's next database account takes, in the order in which it is done. */
async function writeAccount(service: string, folder: string): Promise<void> {
  const entry = await readEntry(join(folder, `${service}.json`))
  const pgbouncer = await readEntry(join(folder, 'pgbouncer.json'))
  const account = nextAccount(entry.DATABASE_URL ?? '')
  const userlist = admitUser(pgbouncer.userlist ?? '', account)
  const files = {
    '1-admit.sql': admitSql(account),
    '1-pgbouncer.json': JSON.stringify({ ...pgbouncer, userlist }),
    [`2-${service}.json`]: JSON.stringify(entryAs(entry, account)),
    '3-retire.sql': retireSql(account),
    '3-pgbouncer.json': JSON.stringify({ ...pgbouncer, userlist: retireUser(userlist, account) }),
  }
  const written = Object.entries(files).map(([name, content]) =>
    writeFile(join(folder, name), content, { mode: 0o600 }),
  )
  await Promise.all(written)
  console.log(`${account.retired} is to be followed by ${account.role}: wrote ${Object.keys(files).join(', ')}`)
}
