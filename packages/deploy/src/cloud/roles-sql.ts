import { scramVerifier } from './scram-verifier.ts'

/** A database and the role of the same name that owns it. */
export interface DatabaseAccount {
  name: string
  password: string
}

/** For psql, as the server's master: eight databases, each reached by its own role alone. Any number of runs do no harm. */
export const rolesSql = (accounts: readonly DatabaseAccount[]): string => accounts.map(roleSql).join('\n')

// Names are the product's own and verifiers base64: neither holds a quote. RDS' master is no superuser, so it must be a
// member of a role to give it a database.
const roleSql = ({ name, password }: DatabaseAccount) => `\
select 'create role ${name}' where not exists (select from pg_roles where rolname = '${name}') \\gexec
alter role ${name} login password '${scramVerifier(password)}';
grant ${name} to current_user;
select 'create database ${name} owner ${name}' where not exists (select from pg_database where datname = '${name}') \\gexec
revoke connect, temporary on database ${name} from public;
`
