import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rebuildReadModel } from '@lms/kit/events/rebuild-read-model'
import type { StartService } from '@lms/kit/service'
import { CommandError } from '../command-error.ts'
import { kafkaOf } from '../events/kafka-of.ts'
import { findSubgraphs, projectRoot } from '../workspace.ts'

/** Reading a long log takes its time, and the table must not change meanwhile. */
const LONGEST_MS = 60 * 60_000

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'keep-rows': { type: 'boolean', default: false } },
  })
  const [name, table] = positionals
  if (!name || !table) throw new CommandError('Say which: pnpm lms events rebuild assessment roster_course')
  const service = await loadService(name)
  const kafka = kafkaOf(process.env)
  try {
    const applied = await service.withDatabase(process.env, (db) =>
      db.$transaction(
        (tx) =>
          rebuildReadModel(tx, {
            service: `${name}-service`,
            table,
            handlers: service.handlers,
            kafka,
            keepRows: values['keep-rows'],
          }),
        { timeout: LONGEST_MS },
      ),
    )
    console.log(`${table} of ${name} was rebuilt from ${applied} events`)
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandError(cause.message, { cause })
    throw cause
  }
}

/** What a subgraph's `server.ts` exports. */
export async function loadService(name: string): Promise<StartService> {
  await findSubgraphs(projectRoot, [name])
  const module: Record<string, unknown> = await import(join(projectRoot, 'subgraphs', name, 'src/server.ts'))
  const start = Object.entries(module).find(([exported]) => exported.startsWith('start'))?.[1]
  return start as StartService
}
