import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { FORWARDED } from './forwarded-ports.ts'
import { readSecret } from './read-secret.ts'

/** The dev overlay's PostgreSQL, as its forwarded port leads there. */
export async function forwardedDatabase(): Promise<string> {
  return `postgres://lms:${await readSecret('postgres', 'POSTGRES_PASSWORD')}@${FORWARDED.postgres}`
}

/** `pnpm kubernetes:forwarded`: a command of the project on this machine with the servers of the cluster. */
export async function run([program, ...args]: string[]): Promise<void> {
  if (!program) throw new Error('Say what to run: pnpm kubernetes:forwarded pnpm db:migrate')
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      DATABASE_URL: await forwardedDatabase(),
      DB_SSL_MODE: 'disable',
      KAFKA_BROKERS: FORWARDED.kafka,
    },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}
