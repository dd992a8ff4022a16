import { parseArgs } from 'node:util'
import { ConfigurationError } from '@lms/kit/config'
import { MigrationError } from '@lms/kit/migrate'
import { resetStack } from './reset.ts'
import { runStack } from './run-stack.ts'
import { StackError } from './stack-error.ts'

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { kafka: { type: 'boolean' }, 'port-offset': { type: 'string' } },
  })
  const [command = 'start'] = positionals
  if (command === 'reset') await resetStack(process.env)
  else if (command === 'start') {
    await runStack(process.env, { kafka: values.kafka ?? false, portOffset: readOffset(values['port-offset']) })
  } else throw new StackError(`There is no command "${command}".`, 'Use start or reset.')
} catch (error) {
  console.error(explain(error))
  process.exit(1)
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
  if (error instanceof MigrationError || error instanceof ConfigurationError) return `\n✘ ${error.message}`
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `\n✘ ${error.message}`
  return error instanceof Error ? `\n✘ ${error.stack ?? error.message}` : String(error)
}
