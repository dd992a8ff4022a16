import { scramVerifier } from '../cloud/scram-verifier.ts'
import { randomPassword } from '../random-password.ts'
import type { Entry } from './rotate-entry.ts'

/** Two roles take turns at a database: its owner, and one that becomes the owner as soon as it signs in. */
const SECOND = '_2'

/** Who signs in to a database from now on, and who did until now. */
export interface NextAccount {
  owner: string
  role: string
  password: string
  retired: string
}

/** The other one of a database's two roles, with a fresh password. */
export function nextAccount(databaseUrl: string): NextAccount {
  const retired = decodeURIComponent(new URL(databaseUrl).username)
  const owner = retired.endsWith(SECOND) ? retired.slice(0, -SECOND.length) : retired
  return { owner, role: retired === owner ? owner + SECOND : owner, password: randomPassword(), retired }
}

/** The same database, as somebody else. */
export function urlAs(databaseUrl: string, { role, password }: NextAccount): string {
  const url = new URL(databaseUrl)
  url.username = role
  url.password = password
  return url.href
}

/** The entry with all of its databases' addresses under the next account. */
export const entryAs = (entry: Entry, account: NextAccount): Entry => ({
  ...entry,
  ...Object.fromEntries(
    ['DATABASE_URL', 'DATABASE_DIRECT_URL'].flatMap((name) =>
      entry[name] === undefined ? [] : [[name, urlAs(entry[name], account)]],
    ),
  ),
})

// Names are the product's own and verifiers base64: neither holds a quote.

/** Lets the next account in, beside the one before; for any client, as the server's master. */
export function admitSql({ owner, role, password }: NextAccount): string {
  const becomeOwner = `\
do $$ begin create role ${role}; exception when duplicate_object then null; end $$;
grant ${owner} to ${role};
grant ${role} to current_user;
alter role ${role} set role = '${owner}';
`
  return `${role === owner ? '' : becomeOwner}alter role ${role} login password '${scramVerifier(password)}';\n`
}

/** Keeps the account before out, and ends what it has left open. What it owns stays its own. */
export const retireSql = ({ retired }: NextAccount): string => `\
alter role ${retired} nologin password null;
select count(pg_terminate_backend(pid)) as ended from pg_stat_activity where usename = '${retired}';
`

/** PgBouncer's list of users with the next account in it. */
export const admitUser = (userlist: string, { role, password }: NextAccount): string =>
  `${withoutUser(userlist, role)}"${role}" "${password}"\n`

/** PgBouncer's list of users without the account before. */
export const retireUser = (userlist: string, { retired }: NextAccount): string => withoutUser(userlist, retired)

const withoutUser = (userlist: string, role: string): string =>
  userlist
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(`"${role}" `))
    .map((line) => `${line}\n`)
    .join('')
