import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { projectRoot } from '../src/workspace.ts'

/** A project of its own with the real configuration and shared SDL, but none of the real subgraphs. */
export interface TestWorkspace extends AsyncDisposable {
  root: string
  write(file: string, text: string): Promise<void>
}

export async function createWorkspace(): Promise<TestWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'lms-cli-'))
  for (const file of ['package.json', 'tsconfig.json', 'biome.json', 'codegen.yml', 'packages/kit/schema']) {
    await cp(join(projectRoot, file), join(root, file), { recursive: true })
  }
  // A cache of its own; tools and types of the real project.
  await mkdir(join(root, 'node_modules'))
  for (const scope of ['@biomejs', '@types']) {
    await symlink(join(projectRoot, 'node_modules', scope), join(root, 'node_modules', scope))
  }
  return {
    root,
    async write(file, text) {
      await mkdir(dirname(join(root, file)), { recursive: true })
      await writeFile(join(root, file), text)
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}

export const datamodel = (models: string) => `generator client {
  provider            = "prisma-client"
  output              = "../../subgraphs/user/src/generated/prisma"
  importFileExtension = "ts"
  runtime             = "nodejs"
}

datasource db {
  provider = "postgresql"
}

${models}
`
