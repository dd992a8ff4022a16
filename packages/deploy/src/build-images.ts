import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseDocument, stringify } from 'yaml'
import { findImageTool, type ImageTool } from './image-tool.ts'
import { type Image, imagesOf } from './images.ts'
import { overlayFolder, projectRoot } from './render-overlay.ts'
import { revision } from './revision.ts'
import { OVERLAYS, type Overlay } from './topology.ts'

/** An image in a registry. */
interface Pushed {
  name: string
  /** Repository without a tag. */
  repository: string
  digest: string
}

/** `pnpm docker:build`: builds images, pushes them, and notes their digests where an overlay deploys them from. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { tag: { type: 'string' }, push: { type: 'string' }, overlay: { type: 'string' } },
  })
  const overlay = readOverlay(values.overlay)
  if (overlay && !values.push) throw new Error('Only what is in a registry can be deployed: add --push <registry>.')
  const images = chooseImages(positionals, overlay)
  const tool = await findImageTool()
  const labels = { VERSION: values.tag ?? 'dev', REVISION: await revision(projectRoot) }
  const pushed: Pushed[] = []
  for (const image of images) {
    const tag = `lms/${image.name}:${labels.VERSION}`
    const started = performance.now()
    await tool.build(image, tag, projectRoot, labels)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    const megabytes = ((await tool.size(tag)) / 1e6).toFixed(0)
    const target = values.push ? await push(tool, image, tag, values.push, labels.VERSION) : null
    if (target) pushed.push(target)
    console.log(`${tag}  ${megabytes} MB  ${seconds} s${target ? `  ${target.repository}@${target.digest}` : ''}`)
  }
  if (overlay) await deployBy(overlay, pushed)
}

function readOverlay(name: string | undefined): Overlay | null {
  const overlay = OVERLAYS.find((each) => each === name)
  if (name !== undefined && !overlay)
    throw new Error(`There is no overlay "${name}". There are: ${OVERLAYS.join(', ')}.`)
  return overlay ?? null
}

function chooseImages(names: string[], overlay: Overlay | null): Image[] {
  const all = imagesOf(overlay)
  for (const name of names) {
    if (!all.some((image) => image.name === name))
      throw new Error(`There is no image "${name}". There are: ${all.map((image) => image.name).join(', ')}.`)
  }
  return all.filter(({ name }) => names.length === 0 || names.includes(name))
}

async function push(tool: ImageTool, { name }: Image, tag: string, registry: string, version: string): Promise<Pushed> {
  const repository = `${registry}/lms/${name}`
  return { name, repository, digest: await tool.push(tag, `${repository}:${version}`) }
}

/** Notes in an overlay which builds it runs. The jobs' names change with them, for a job itself cannot. */
async function deployBy(overlay: Overlay, pushed: readonly Pushed[]): Promise<void> {
  const file = join(overlayFolder(overlay), 'images/kustomization.yaml')
  const document = parseDocument(await readFile(file, 'utf8'))
  const { images } = document.toJS() as { images: { name: string; newName: string; digest?: string }[] }
  const noted = images.map((entry) => {
    const build = pushed.find(({ name }) => entry.name === `lms/${name}`)
    return build ? { name: entry.name, newName: build.repository, digest: build.digest } : entry
  })
  document.set('images', document.createNode(noted))
  await writeFile(file, document.toString())
  const release = createHash('sha256').update(stringify(noted)).digest('hex').slice(0, 8)
  const jobs = join(overlayFolder(overlay), 'jobs/kustomization.yaml')
  await writeFile(jobs, (await readFile(jobs, 'utf8')).replace(/^nameSuffix: .*$/m, `nameSuffix: -${release}`))
  console.log(`${overlay} runs release ${release}`)
}
