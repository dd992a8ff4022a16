import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { type Manifest, type ManifestKinds, readManifest } from './manifest.ts'
import type { Overlay } from './topology.ts'

const run = promisify(execFile)

/** The project's root folder. */
export const projectRoot = join(import.meta.dirname, '../../..')
const LARGEST_OUTPUT = 16 * 1024 * 1024

/** Programs that render: kubectl has Kustomize in it. */
const RENDERERS = [
  { program: 'kubectl', args: ['kustomize'], version: ['version', '--client'] },
  { program: 'kustomize', args: ['build'], version: ['version'] },
] as const

async function findRenderer(): Promise<(typeof RENDERERS)[number] | null> {
  for (const renderer of RENDERERS) {
    const found = await run(renderer.program, renderer.version).then(
      () => true,
      () => false,
    )
    if (found) return renderer
  }
  return null
}

/** Whether this machine can render manifests. */
export const canRender = async (): Promise<boolean> => (await findRenderer()) !== null

/** Those that are deployed, and what Tilt makes of the dev overlay. */
type Rendered = Overlay | 'tilt'

export const overlayFolder = (overlay: Rendered): string => join(projectRoot, 'infra/kubernetes/overlays', overlay)

/** What `kubectl apply -k` would apply of an overlay. */
export const renderYaml = (overlay: Rendered): Promise<string> => renderFolder(overlayFolder(overlay))

/** What `kubectl apply -k` would apply of any folder. */
export async function renderFolder(folder: string): Promise<string> {
  const renderer = await findRenderer()
  if (renderer === null) throw new Error('Neither kubectl nor kustomize is installed.')
  const { stdout } = await run(renderer.program, [...renderer.args, folder], { maxBuffer: LARGEST_OUTPUT })
  return stdout
}

/**
 * The objects of an overlay, checked as far as somebody reads them.
 *
 * @param folder where a changed copy of it lies
 */
export async function renderOverlay(overlay: Rendered, folder = overlayFolder(overlay)): Promise<Manifests> {
  const all = parseAllDocuments(await renderFolder(folder)).map((document) => readManifest(document.toJS()))
  return {
    all,
    ofKind: (kind) => all.filter((manifest) => manifest.kind === kind) as never,
  }
}

export interface Manifests {
  readonly all: readonly Manifest[]
  ofKind<Kind extends keyof ManifestKinds>(kind: Kind): ManifestKinds[Kind][]
}
