import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { isPostmaster, readPostmaster, stopServer } from './postgres-control.ts'
import type { PostgresHome } from './postgres-home.ts'
import { StackError } from './stack-error.ts'

/** Superuser's URL of the database `postgres`. */
export function postgresUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

/**
 * The port of a server that an earlier start left running over this data (a SIGKILL of ours does not reach it).
 * One on another port than `wanted` (0: any) or of another version is stopped, the note of a dead one removed; then
 * null.
 */
export async function adoptRunning(home: PostgresHome, password: string, wanted: number): Promise<number | null> {
  const port = await awaitAnswer(home, password)
  if (port === null || (wanted !== 0 && port !== wanted)) {
    await stopServer(home, 'fast')
    return null
  }
  if ((await serverVersion(port, password)) === home.binaries.version) return port
  await stopServer(home, 'fast')
  return null
}

/** Waits while the server over this data starts up or shuts down: its port once it answers, null once it is gone. */
async function awaitAnswer(home: PostgresHome, password: string): Promise<number | null> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const postmaster = await readPostmaster(home.cluster)
    if (postmaster === null) return null
    if (!(await isPostmaster(postmaster.pid, home.cluster))) {
      await rm(path.join(home.cluster, 'postmaster.pid'), { force: true })
      return null
    }
    if (postmaster.port !== null && (await answers(postmaster.port, password))) return postmaster.port
    await setTimeout(100)
  }
  throw new StackError(
    `The PostgreSQL that still runs over ${home.folder} does not answer.`,
    `End it (its number is in ${home.cluster}/postmaster.pid), then start again.`,
  )
}

async function answers(port: number, password: string): Promise<boolean> {
  try {
    await serverVersion(port, password)
    return true
  } catch (cause) {
    if ((cause as { code?: unknown }).code === '28P01') {
      const message = `The PostgreSQL that still runs on port ${port} refuses the password of this stack.`
      throw new StackError(message, 'Put the password file back, or begin again with "npm run reset".', { cause })
    }
    return false
  }
}

async function serverVersion(port: number, password: string): Promise<string> {
  const client = new Client({ connectionString: postgresUrl(port, password), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? ''
  } finally {
    await client.end().catch(() => undefined)
  }
}
