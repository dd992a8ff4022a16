import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Image } from './images.ts'

const run = promisify(execFile)

/** A program that builds images. */
export interface ImageTool {
  readonly name: string
  /** @throws where the build fails; its output was shown */
  build(image: Image, tag: string, folder: string, labels: Record<string, string>): Promise<void>
  /** Size of an image in bytes, unpacked. */
  size(tag: string): Promise<number>
  /** Pushes an image under another name. @returns its digest, `sha256:…` */
  push(tag: string, target: string): Promise<string>
}

/** Docker, with BuildKit where it has it, else buildah. @throws where neither is usable */
export async function findImageTool(): Promise<ImageTool> {
  const answers = (program: string, args: string[]) =>
    run(program, args).then(
      () => true,
      () => false,
    )
  if (await answers('docker', ['info'])) return docker
  if (await answers('buildah', ['version'])) return buildah
  throw new Error('Nothing here builds images: start Docker, or install buildah.')
}

const buildArguments = (
  { dockerfile, context, target, arguments: given }: Image,
  tag: string,
  labels: Record<string, string>,
) => [
  ...['--file', dockerfile, '--tag', tag],
  ...(target ? ['--target', target] : []),
  ...Object.entries({ ...given, ...labels }).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  context,
]

const docker: ImageTool = {
  name: 'docker',
  build: (image, tag, folder, labels) => show('docker', ['build', ...buildArguments(image, tag, labels)], folder),
  size: async (tag) => Number(await output('docker', ['image', 'inspect', '--format', '{{.Size}}', tag])),
  async push(tag, target) {
    await run('docker', ['tag', tag, target])
    await show('docker', ['push', '--quiet', target])
    const digests = await output('docker', ['image', 'inspect', '--format', '{{join .RepoDigests "\\n"}}', target])
    const repository = target.slice(0, target.lastIndexOf(':'))
    const digest = digests.split('\n').find((each) => each.startsWith(`${repository}@`))
    if (!digest) throw new Error(`docker does not know the digest of ${target}`)
    return digest.slice(repository.length + 1)
  },
}

const buildah: ImageTool = {
  name: 'buildah',
  build: (image, tag, folder, labels) => show('buildah', ['build', ...buildArguments(image, tag, labels)], folder),
  async size(tag) {
    const manifest = JSON.parse(await output('buildah', ['images', '--json', tag])) as { size: string }[]
    const [, number = '0', unit = 'MB'] = /([\d.]+) (\w+)/.exec(manifest[0]?.size ?? '') ?? []
    return Number(number) * { KB: 1e3, MB: 1e6, GB: 1e9 }[unit as 'KB' | 'MB' | 'GB']
  },
  async push(tag, target) {
    const folder = await mkdtemp(join(tmpdir(), 'lms-push-'))
    try {
      await show('buildah', ['push', '--quiet', '--digestfile', join(folder, 'digest'), tag, `docker://${target}`])
      return (await readFile(join(folder, 'digest'), 'utf8')).trim()
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function output(program: string, args: string[]): Promise<string> {
  return (await run(program, args)).stdout.trim()
}

/** Runs a program whose output is for whoever called. */
async function show(program: string, args: string[], cwd?: string): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...(cwd ? { cwd } : {}) })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args[0]} failed`)
}
