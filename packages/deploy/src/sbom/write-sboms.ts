import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../render-overlay.ts'
import { revision } from '../revision.ts'
import { assertValid } from './assert-valid.ts'
import { makeSbom } from './make-sbom.ts'
import { subjectsOf } from './subjects.ts'

/** `pnpm release:sbom`: writes what the product and each image consist of, as CycloneDX. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { tag: { type: 'string' } } })
  const [folder] = positionals
  if (!folder) throw new Error('Name the folder to write to: pnpm release:sbom sbom --tag v1.0.0')
  await mkdir(folder, { recursive: true })
  for (const subject of subjectsOf(values.tag ?? (await revision(projectRoot)))) {
    const sbom = await makeSbom(subject)
    await assertValid(sbom)
    const file = join(folder, `${subject.name.replace(/^lms\//, '')}.cdx.json`)
    await writeFile(file, `${JSON.stringify(sbom, null, 2)}\n`)
    console.log(`${file}  ${sbom.components.length} packages`)
  }
}
