import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from './pages.ts'

const page = await readFile(join(projectRoot, 'docs/security/threat-model.md'), 'utf8')
const threats = page.split('\n').filter((line) => /^\| [STRIDE](, [STRIDE])* \|/.test(line))

/** Shown by what every run of the tests does first. */
const BY_INSTALLING = 'every install of `npm test`'

test('every threat has what stands against it, where that is, and a test that would fail without it', () => {
  expect(threats.length).toBeGreaterThan(50)
  for (const row of threats) {
    const [, , threat, control, code, proof = ''] = row.split('|').map((cell) => cell.trim())
    expect(threat && control, row).toBeTruthy()
    expect(code, row).toMatch(/^\[.+\]\(.+\)/)
    if (proof !== BY_INSTALLING) expect(proof, row).toMatch(/\]\(\S+\.(test|e2e|cluster)\.ts\)/)
  }
})

test('each of the ten boundaries has threats', () => {
  const boundaries = page.split(/^## \d+\. /m).slice(1)
  expect(boundaries).toHaveLength(10)
  for (const text of boundaries) expect(text).toMatch(/^\| [STRIDE]/m)
})
