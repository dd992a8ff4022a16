import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfPresent, writeIfChanged } from '../workspace.ts'

/** One hash over the names and contents of files. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of [...files].sort()) hash.update(`${file}\0${await readFile(file, 'utf8')}\0`)
  return hash.digest('hex')
}

/** Remembers from which inputs a step last ran, so that a warm start repeats none of them. */
export class Stamp {
  readonly #file: string

  constructor(root: string, step: string) {
    this.#file = join(root, 'node_modules/.cache/lms', step)
  }

  async matches(hash: string): Promise<boolean> {
    return (await readIfPresent(this.#file)) === hash
  }

  async set(hash: string): Promise<void> {
    await writeIfChanged(this.#file, hash)
  }
}
