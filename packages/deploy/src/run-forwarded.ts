import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { FORWARDED } from './forwarded-ports.ts'
import { forwardedServer } from './forwarded-target.ts'

/** `pnpm kubernetes:forwarded`: a command of the project on this machine with the servers of the cluster. */
export async function run([program, ...args]: string[]): Promise<void> {
  if (!program) throw new Error('Say what to run: pnpm kubernetes:forwarded pnpm db:migrate')
  const servers = { DATABASE_URL: await forwardedServer(), DB_SSL_MODE: 'disable', KAFKA_BROKERS: FORWARDED.kafka }
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...servers } })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}
