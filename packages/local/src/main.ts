import { parseArgs } from 'node:util'
import { ConfigurationError } from '@lms/kit/config'
import { MigrationError } from '@lms/kit/migrate'
import { generateCode } from './generate-code.ts'
import { resetStack } from './reset.ts'
import { StackError } from './stack-error.ts'
import { terminalProgress } from './terminal.ts'

const stopping = new AbortController()

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { kafka: { type: 'boolean' }, 'port-offset': { type: 'string' } },
  })
  const [command = 'start'] = positionals
  if (command === 'reset') await resetStack(process.env)
  else if (command === 'start') {
    await start({ kafka: values.kafka ?? false, portOffset: readOffset(values['port-offset']) })
  } else throw new StackError(`There is no command "${command}".`, 'Use start or reset.')
} catch (error) {
  if (stopping.signal.aborted && error === stopping.signal.reason) process.exit(0)
  console.error(explain(error))
  process.exit(1)
}

async function start(wanted: { kafka: boolean; portOffset: number }): Promise<void> {
  onStopRequest(() => stopping.abort())
  const progress = terminalProgress(process.stdout)
  await progress.step(
    'Generated code',
    () => generateCode(stopping.signal),
    (made) => made,
  )
  // The services import the generated code, which a fresh clone lacks until here.
  const { runStack } = await import('./run-stack.ts')
  await runStack(process.env, { ...wanted, progress, stopping: stopping.signal })
}

/** Ctrl-C, a signal, or the end of the process that launched this one. */
function onStopRequest(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.on('disconnect', stop)
}

function readOffset(text = '0'): number {
  const offset = Number(text)
  if (Number.isInteger(offset) && offset >= 0 && offset < 60_000) return offset
  throw new StackError(
    '--port-offset must be a whole number from 0 to 59999.',
    'For example: npm start -- --port-offset 100',
  )
}

/** What the user can do; a stack trace only where the fault is ours. */
function explain(error: unknown): string {
  if (error instanceof StackError) return `\n✘ ${error.message}\n  ${error.hint}`
  if (error instanceof MigrationError) return `\n✘ ${error.message}\n  "npm run reset" begins again with new demo data.`
  if (error instanceof ConfigurationError) return `\n✘ ${error.message}`
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `\n✘ ${error.message}`
  return error instanceof Error ? `\n✘ ${error.stack ?? error.message}` : String(error)
}
