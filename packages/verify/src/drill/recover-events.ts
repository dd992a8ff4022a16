import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Observed } from '@lms/chaos/system'

const COMMAND = join(import.meta.dirname, '../../../cli/src/main.ts')

/** Runs `pnpm lms events recover`, as a person does. @returns what it prints */
export async function recoverEvents({ kafka }: Observed, databaseServer: string, to: Date): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [COMMAND, 'events', 'recover', '--to', to.toISOString()],
    {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        DATABASE_URL: databaseServer,
        DB_SSL_MODE: 'disable',
        KAFKA_BROKERS: kafka.brokers.join(','),
      },
    },
  )
  return stdout
}
