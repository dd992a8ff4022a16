import { readFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger, type Logger } from './log.ts'
import { logLine } from './log-line.ts'

/** What a logger writes. */
function written(write: (log: Logger) => void): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()))
      done()
    },
  })
  write(createLogger({ service: 'test-service', level: 'debug', destination }))
  return lines
}

test('an error is told with its causes and code, and without what a driver attached to it', () => {
  const refused = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
    headers: { authorization: 'Bearer secret' },
  })
  const [line] = written((log) => log.error({ err: new Error('not stored', { cause: refused }) }, 'failed'))
  expect(logLine.parse(line).err).toMatchObject({
    type: 'Error',
    message: 'not stored: duplicate key value violates unique constraint',
    stack: expect.stringContaining('caused by'),
  })
  const [direct] = written((log) => log.error({ err: refused }, 'failed'))
  expect(direct?.err).toMatchObject({ code: '23505' })
  expect(JSON.stringify([line, direct])).not.toMatch(/ada@example|Bearer/)
})

test('what Prisma says of a wrong call is told without its arguments', () => {
  const quoted = '{\n  data: {\n    email: "ada@example.com",\n+   id: String\n  }\n}'
  const err = new Error(`\nInvalid \`prisma.user.create()\` invocation:\n\n${quoted}\n\nArgument \`id\` is missing.`)
  const [line] = written((log) => log.error({ err }, 'failed'))
  const { message } = logLine.parse(line).err ?? {}
  expect(message).toMatch(/prisma\.user\.create\(\)[\s\S]+Argument `id` is missing\.$/)
  expect(JSON.stringify(line)).not.toContain('ada@example')
})

test('what was thrown and is no error is told as text', () => {
  const [line] = written((log) => log.error({ err: 'out of order' }, 'failed'))
  expect(logLine.parse(line).err).toEqual({ type: 'string', message: 'out of order' })
})

test('what the schema does not know is left out, whichever library says it', () => {
  const fields = { jobs: 1, job: 'sweep', user: { email: 'ada@example.com' }, req: { headers: { cookie: 'session' } } }
  const [line] = written((log) => log.info(fields, 'done'))
  expect(logLine.parse(line)).toMatchObject({ job: 'sweep', msg: 'done', service: 'test-service', level: 'info' })
  expect(Object.keys(line ?? {}).sort()).toEqual(['job', 'level', 'msg', 'service', 'time'])
})

test('the documentation names each field, and no other', async () => {
  const text = await readFile(new URL('../../../docs/observability.md', import.meta.url), 'utf8')
  const [, section = ''] = /^## Logs\n([\s\S]+?)^## /m.exec(text) ?? []
  const documented = [...section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names]) =>
    (names ?? '').split(', ').map((name) => name.replaceAll('`', '')),
  )
  expect(documented.sort()).toEqual(Object.keys(logLine.shape).sort())
})
