import { parseArgs } from 'node:util'
import { resetStack } from './reset.ts'
import { runStack } from './run-stack.ts'
import { StackError } from './stack-error.ts'

const commands = { start: runStack, reset: resetStack }

try {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [name = 'start'] = positionals
  if (name !== 'start' && name !== 'reset')
    throw new StackError(`There is no command "${name}".`, 'Use start or reset.')
  await commands[name](process.env)
} catch (error) {
  console.error(error instanceof StackError ? `\n✘ ${error.message}\n  ${error.hint}` : error)
  process.exit(1)
}
