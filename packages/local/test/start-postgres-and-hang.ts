// Run by postgres.test.ts as a process of its own, which it kills: starts PostgreSQL, says where, never stops it.
import { startPostgres } from '../src/postgres.ts'

const [dataDir = ''] = process.argv.slice(2)
const postgres = await startPostgres({ dataDir, durable: true })
process.stdout.write(`${postgres.url}\n`)
setInterval(() => {}, 1000)
