import { existsSync } from 'node:fs'
import { glob, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CommandError } from './command-error.ts'

/** The project's root folder, wherever the command was called. */
export const projectRoot = join(import.meta.dirname, '../../..')

/** Where things of one subgraph lie; every path is absolute. */
export interface SubgraphPaths {
  name: string
  /** One folder per module, each with its `schema.graphql`. */
  modules: string
  /** The joined SDL, committed. */
  sdl: string
  datamodel: string
  prismaConfig: string
  /** Prisma's output, git-ignored. */
  client: string
  migrations: string
}

export function subgraphPaths(root: string, name: string): SubgraphPaths {
  return {
    name,
    modules: join(root, 'subgraphs', name, 'src/modules'),
    sdl: join(root, 'subgraphs', name, 'schema.graphql'),
    datamodel: join(root, 'prisma', name, 'schema.prisma'),
    prismaConfig: join(root, 'prisma', name, 'prisma.config.ts'),
    client: join(root, 'subgraphs', name, 'src/generated/prisma'),
    migrations: join(root, 'prisma', name, 'migrations'),
  }
}

/** All subgraphs by name, or those asked for. An image holds the folders of its own service only. */
export async function findSubgraphs(root: string, wanted: readonly string[] = []): Promise<SubgraphPaths[]> {
  const entries = await readdir(join(root, 'prisma'), { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of wanted) {
    if (!names.includes(name)) throw new CommandError(`There is no subgraph "${name}". There are: ${names.join(', ')}.`)
  }
  return names
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .sort()
    .map((name) => subgraphPaths(root, name))
}

/** Files below a folder, absolute and sorted; none where the folder is missing. */
export async function findFiles(pattern: string, folder: string): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob(pattern, { cwd: folder })) files.push(join(folder, file))
  return files.sort()
}

/** The file's text, or null where there is no such file. */
export async function readIfPresent(file: string): Promise<string | null> {
  return existsSync(file) ? readFile(file, 'utf8') : null
}

/**
 * Writes a file unless it already holds the text.
 *
 * @returns whether it was written
 */
export async function writeIfChanged(file: string, text: string): Promise<boolean> {
  if ((await readIfPresent(file)) === text) return false
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return true
}
