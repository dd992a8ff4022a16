import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createSecrets, readOrCreateSecrets } from './secrets.ts'

test('secrets are made once; what an earlier version did not have is added to what it had', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lms-secrets-'))
  try {
    const file = path.join(folder, 'secrets.json')
    const { firebase: _new, ...earlier } = createSecrets()
    await writeFile(file, JSON.stringify(earlier))
    const completed = await readOrCreateSecrets(file)
    expect(completed).toEqual({ ...earlier, firebase: expect.objectContaining({ projectId: 'lms-local' }) })
    expect(await readOrCreateSecrets(file)).toEqual(completed)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(completed)
  } finally {
    await rm(folder, { recursive: true })
  }
})
