import { readFile } from 'node:fs/promises'
import type { ManifestOperation } from '@lms/kit/operation-manifest'
import { CommandError } from '../command-error.ts'
import { projectRoot } from '../workspace.ts'
import { checkOperations } from './check-operations.ts'
import { readPartnerSurface } from './partner-surface.ts'

/**
 * Reads a manifest all of whose operations partners may run.
 * @throws CommandError with every flaw
 */
export async function readManifestFile(file: string): Promise<readonly ManifestOperation[]> {
  const { operations, complaints } = checkOperations(await readJson(file), await readPartnerSurface(projectRoot))
  if (complaints.length === 0) return operations
  throw new CommandError([...complaints, '', `${file} has ${complaints.length} flaw(s).`].join('\n'))
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new CommandError(`${file} ${reason}.`, { cause })
  }
}
