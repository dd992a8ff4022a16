import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The commit that a folder is at, with `-dirty` where something is not committed; `unknown` outside git. */
export async function revision(folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'],
      {
        cwd: folder,
      },
    )
    return stdout.trim()
  } catch {
    return 'unknown'
  }
}
