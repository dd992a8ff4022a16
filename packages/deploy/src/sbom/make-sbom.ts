import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../render-overlay.ts'
import { BillOfMaterials } from './bill-of-materials.ts'
import { withoutTools } from './without-tools.ts'

const run = promisify(execFile)
const LARGEST_OUTPUT = 64 * 1024 * 1024

/** What a bill of materials is about. */
export interface Subject {
  /** Such as `lms/course-service`. */
  name: string
  version: string
  /** Packages of the workspace that it consists of; what they need comes along. */
  packages: readonly string[]
}

/** What of a subject runs in production, from the lock file and the packages that are installed. */
export async function makeSbom({ name, version, packages }: Subject): Promise<BillOfMaterials> {
  const filters = packages.flatMap((each) => ['--filter', each])
  const options = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.7', '--sbom-type', 'application', '--prod']
  const { stdout } = await run('npx', ['--yes', 'pnpm@12.21.0', ...filters, 'sbom', ...options], {
    cwd: projectRoot,
    maxBuffer: LARGEST_OUTPUT,
  })
  const tools = JSON.parse(await readFile(join(projectRoot, 'infra/docker/tools.json'), 'utf8'))
  const sbom = withoutTools(BillOfMaterials.parse(JSON.parse(stdout)), tools)
  return { ...sbom, metadata: { ...sbom.metadata, component: { ...sbom.metadata.component, name, version } } }
}
