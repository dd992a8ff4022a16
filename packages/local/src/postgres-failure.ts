import { statfs } from 'node:fs/promises'
import { portTaken } from './ports.ts'
import { StackError } from './stack-error.ts'

/** What was being done, for the message. */
export interface FailedStep {
  /** `create its data folder`, `start` */
  readonly what: string
  /** What the programs and the server's log said. */
  readonly output: string
  readonly port?: number
  /** The folder that must have space. */
  readonly home: string
}

/** Turns what PostgreSQL printed into one sentence. */
export async function explainFailure({ what, output, port, home }: FailedStep): Promise<StackError> {
  // On a full disk the log itself may have stayed empty, so the disk is asked as well.
  if (/no space left on device/i.test(output) || (await isFull(home))) return diskFull(home)
  if (port !== undefined && isPortConflict(output)) return portTaken(port, 'PostgreSQL')
  return new StackError(
    `PostgreSQL could not ${what}: ${lastWord(output)}`,
    `Its log lies in ${home}; "npm run reset" begins again with empty data.`,
  )
}

async function isFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null)
  // A start writes a few kilobytes, recovery up to one 16 MiB segment of the write-ahead log.
  return disk !== null && disk.bavail * disk.bsize < 16 * 1024 * 1024
}

function isPortConflict(output: string): boolean {
  return /could not bind .* address|address already in use/i.test(output)
}

/**
 * Whether a second try may succeed: the last children of a killed server still hold its memory or lock, or somebody
 * was quicker to take a port that we had chosen freely.
 */
export function isPassing(output: string, portIsOurs: boolean): boolean {
  if (portIsOurs && isPortConflict(output)) return true
  return /pre-existing shared memory block|lock file .* already exists/.test(output)
}

/** Turns a failed system call over `folder` into a sentence; leaves every other error as it is. */
export function explainSystemError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return diskFull(folder, error)
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return error
  return new StackError(
    `This user may not write to ${folder}: ${(error as Error).message}`,
    'Start as the user that owns the folder, or make it writable.',
    { cause: error },
  )
}

function diskFull(folder: string, cause?: unknown): StackError {
  return new StackError(
    `The disk that holds ${folder} is full.`,
    'Free at least 500 MB there, then start again; nothing that was saved is lost.',
    { cause },
  )
}

/** The line that tells most: the last FATAL, PANIC or error, else simply the last. */
function lastWord(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const telling = lines.map((line) => /(?:FATAL|PANIC|error):.*/.exec(line)?.[0]).findLast((line) => line !== undefined)
  return telling ?? lines.at(-1) ?? 'it said nothing'
}
