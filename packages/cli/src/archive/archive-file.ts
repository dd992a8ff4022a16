import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { pipeline as finish } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'

/** First line of a file: what the rows are. */
const Header = z.strictObject({
  format: z.literal('lms-archive-1'),
  service: z.string(),
  table: z.string(),
  before: z.iso.datetime(),
})
/** Last line: how many there are, and their SHA-256 in hexadecimal. A file without it is not whole. */
const Trailer = z.strictObject({ rows: z.int(), sha256: z.string() })

export type ArchiveHeader = z.infer<typeof Header>
export type ArchiveSummary = ArchiveHeader & z.infer<typeof Trailer>

/**
 * Writes rows, each a JSON text in one line, between a line that says what they are and one by which they are verified;
 * gzip around it. The file has its name only when it is whole.
 */
export async function writeArchive(
  file: string,
  header: Omit<ArchiveHeader, 'format'>,
  batches: AsyncIterable<readonly string[]>,
): Promise<void> {
  const draft = `${file}.partial`
  const lines = linesOf({ format: 'lms-archive-1', ...header }, batches)
  await finish(lines, createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }))
  await rename(draft, file)
}

async function* linesOf(header: ArchiveHeader, batches: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let rows = 0
  yield `${JSON.stringify(header)}\n`
  for await (const batch of batches) {
    const text = batch.map((row) => `${row}\n`).join('')
    hash.update(text)
    rows += batch.length
    yield text
  }
  yield `${JSON.stringify({ rows, sha256: hash.digest('hex') })}\n`
}

/** Reads a whole file. @throws CommandError unless it is an archive and exactly as it was written */
export async function verifyArchive(file: string): Promise<ArchiveSummary> {
  const hash = createHash('sha256')
  const ends: string[] = []
  let rows = -1
  try {
    for await (const line of linesIn(file)) {
      if (rows > 0) hash.update(`${ends[1]}\n`)
      ends[rows < 0 ? 0 : 1] = line
      rows++
    }
    const [header, { rows: written, sha256 }] = [
      Header.parse(JSON.parse(ends[0] ?? '')),
      Trailer.parse(JSON.parse(ends[1] ?? '')),
    ]
    if (written === rows - 1 && hash.digest('hex') === sha256) return { ...header, rows: written, sha256 }
  } catch (cause) {
    throw new CommandError(`${file} is no archive, or not whole: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
  throw new CommandError(`${file} is not as it was written: its rows do not have the checksum of its last line.`)
}

/** The rows of a verified file, so many at a time. */
export async function* readRows(file: string, { rows }: ArchiveSummary, atATime: number): AsyncGenerator<string[]> {
  let [batch, left]: [string[], number] = [[], rows]
  let isHeader = true
  for await (const line of linesIn(file)) {
    if (!isHeader && left-- > 0) batch.push(line)
    isHeader = false
    if (batch.length < atATime) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function* linesIn(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  // What fails on the way reaches the loop by the last of them.
  for await (const chunk of pipeline(createReadStream(file), createGunzip(), () => {})) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
