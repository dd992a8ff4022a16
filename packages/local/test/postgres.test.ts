import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import { type EmbeddedPostgres, startPostgres } from '../src/postgres.ts'
import { locateBinaries, proveBinaries } from '../src/postgres-binaries.ts'
import { explainFailure, explainSystemError } from '../src/postgres-failure.ts'
import { resetPostgres } from '../src/postgres-reset.ts'

const isRoot = process.getuid?.() === 0
let parent: string
let dataDir: string

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'lms-postgres-'))
  await chmod(parent, 0o755)
  dataDir = path.join(parent, 'data')
})

afterEach(async () => {
  await resetPostgres({ dataDir })
  await rm(parent, { recursive: true, force: true })
})

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

function start(durable = false): Promise<EmbeddedPostgres> {
  return startPostgres({ dataDir, durable })
}

/** Leaves a stopped server's data with one row. */
async function leaveData(): Promise<EmbeddedPostgres> {
  const postgres = await start()
  await query(postgres.url, 'create table note as select 1 as id')
  await postgres.stop()
  return postgres
}

function startInChild() {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start-postgres-and-hang.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const killed = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { child, killed }
}

async function postmasterPid(folder: string): Promise<number> {
  return Number.parseInt(await readFile(path.join(folder, 'cluster/postmaster.pid'), 'utf8'), 10)
}

describe('a first and a second start', () => {
  test('keep the data, the password and the settings the services rely on', async () => {
    const first = await leaveData()
    const second = await start(true)
    expect(new URL(second.url).password).toBe(new URL(first.url).password)
    expect(await query(second.url, 'select id from note')).toEqual([{ id: 1 }])
    const settings = `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
      current_setting('listen_addresses') as addresses, current_setting('max_connections') as connections,
      current_setting('timezone') as zone, (select datcollate from pg_database where datname = 'postgres') as collation`
    expect(await query(second.url, settings)).toEqual([
      { encoding: 'UTF8', fsync: 'on', addresses: '127.0.0.1', connections: '300', zone: 'UTC', collation: 'C' },
    ])
  })

  test('let nobody in without the password, which only its owner can read', async () => {
    const { url, folder } = await start()
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect((await stat(path.join(folder, 'password'))).mode & 0o777).toBe(0o600)
  })

  test('several servers run beside each other, and one that need not be durable gives up fsync', async () => {
    const durable = await start(true)
    const quick = await startPostgres({ dataDir: path.join(parent, 'quick'), durable: false })
    try {
      expect(quick.port).not.toBe(durable.port)
      expect(await query(quick.url, 'show fsync')).toEqual([{ fsync: 'off' }])
    } finally {
      await quick.stop('immediate')
    }
  })

  test('listen on the port that was asked for, also when the server still runs on another', async () => {
    const first = await start()
    const port = await freePort()
    const second = await startPostgres({ dataDir, durable: false, port })
    expect(second.port).toBe(port)
    await expect(query(first.url, 'select 1')).rejects.toThrow()
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test.runIf(isRoot)('as root the data moves out of a folder that the server account cannot enter', async () => {
    await chmod(parent, 0o700)
    const lines: string[] = []
    const postgres = await startPostgres({ dataDir, durable: false, log: (line) => lines.push(line) })
    expect(postgres.folder.startsWith(parent)).toBe(false)
    expect(lines.join('\n')).toContain(postgres.folder)
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await resetPostgres({ dataDir })
    await expect(stat(postgres.folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('after an abrupt end', () => {
  test('a server that outlived its starter is taken over on its port', async () => {
    const { child, killed } = startInChild()
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
    await query(url, 'create table note as select 1 as id')
    await killed()
    const postgres = await start()
    expect(postgres.url).toBe(url)
    expect(await query(postgres.url, 'select id from note')).toEqual([{ id: 1 }])
  })

  test('a kill while the data is being created leaves nothing in the way', async () => {
    const { killed } = startInChild()
    await vi.waitFor(async () => expect((await readdir(dataDir)).join()).toContain('cluster.'), {
      timeout: 20_000,
      interval: 2,
    })
    await killed()
    const postgres = await start()
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('a killed server recovers what was committed', async () => {
    const first = await start(true)
    await query(first.url, 'create table note as select 1 as id')
    process.kill(await postmasterPid(first.folder), 'SIGKILL')
    const second = await start()
    expect(await query(second.url, 'select id from note')).toEqual([{ id: 1 }])
  })

  test('a stale note that names a foreign process is cleared', async () => {
    const { folder } = await leaveData()
    const note = [process.pid, path.join(folder, 'cluster'), 0, await freePort(), '', '127.0.0.1', '', 'ready']
    await writeFile(path.join(folder, 'cluster/postmaster.pid'), note.join('\n'), { mode: 0o600 })
    const postgres = await start()
    expect(await query(postgres.url, 'select id from note')).toEqual([{ id: 1 }])
  })

  test('stopping a server that is already gone is no error', async () => {
    const postgres = await start()
    await postgres.stop()
    await postgres.stop()
  })
})

describe('what stands in the way is said in a sentence', () => {
  test('a taken port is named', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    try {
      await expect(startPostgres({ dataDir, durable: false, port })).rejects.toMatchObject({
        name: 'StackError',
        message: `Port ${port}, which PostgreSQL needs, is taken by another program.`,
      })
    } finally {
      other.close()
    }
  })

  test('data of another major version is refused', async () => {
    const { folder } = await leaveData()
    await writeFile(path.join(folder, 'cluster/PG_VERSION'), '15\n')
    await expect(start()).rejects.toThrow(/was written by PostgreSQL 15, but this is PostgreSQL 18/)
  })

  test('a server that dies at the start is quoted', async () => {
    const { folder } = await leaveData()
    await rm(path.join(folder, 'cluster/global/pg_control'))
    await expect(start()).rejects.toThrow(/PostgreSQL could not start: .*pg_control/)
  })

  test('a lost password is reported, not replaced', async () => {
    const { folder } = await leaveData()
    await rm(path.join(folder, 'password'))
    await expect(start()).rejects.toThrow(/password file .* is missing/)
  })

  test('a full disk is recognised in the log and in system errors', async () => {
    const output = 'FATAL:  could not write lock file "postmaster.pid": No space left on device'
    const full = /disk that holds \/data is full/
    expect((await explainFailure({ what: 'start', output, home: '/data' })).message).toMatch(full)
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(String(explainSystemError(error, '/data'))).toMatch(full)
  })

  test('a platform without programs, and one without glibc, is named', async () => {
    expect(() => locateBinaries('sunos', 'x64')).toThrow(/no embedded PostgreSQL for sunos on x64/)
    const program = path.join(parent, 'bin/postgres')
    await mkdir(path.dirname(program))
    await writeFile(program, '#!/lib/no-such-loader.so.2\n', { mode: 0o755 })
    await expect(proveBinaries(parent, null)).rejects.toThrow(/needs the GNU C library/)
    await writeFile(program, '#!/bin/sh\necho "version \\`GLIBC_2.99\' not found" >&2; exit 1\n', { mode: 0o755 })
    await expect(proveBinaries(parent, null)).rejects.toThrow(/needs a later GNU C library .*GLIBC_2.99/)
  })
})
