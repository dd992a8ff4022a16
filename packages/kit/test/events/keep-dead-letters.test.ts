import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepDeadLetters } from '@lms/kit/events/keep-dead-letters'
import { expect, test } from 'vitest'

test('dead letters are kept as lines of JSON, whatever they hold', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'lms-dead-'))
  try {
    const folder = join(parent, 'dead-letters')
    const keep = keepDeadLetters(folder)
    const letters = [
      { key: 'a', value: '{"broken":\n', headers: { 'x-error': 'SyntaxError' } },
      { key: 'b', value: '', headers: {} },
    ]
    for (const letter of letters) await keep('lms.course.dlq', [letter])
    const lines = (await readFile(join(folder, 'lms.course.dlq.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(letters)
  } finally {
    await rm(parent, { recursive: true })
  }
})
