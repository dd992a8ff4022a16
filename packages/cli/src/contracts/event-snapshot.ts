import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EVENTS } from '@lms/contracts/catalogue'
import type { EventDefinition } from '@lms/contracts/event'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { writeIfChanged } from '../workspace.ts'
import { findBreaks, type Schema } from './compare-schemas.ts'

/** What is committed of the events that may be in somebody's log. */
export type Snapshot = Record<string, Schema>

const FILE = 'packages/contracts/events.json'

/** Events that nobody produces yet may still change. */
export const takeSnapshot = (events: readonly EventDefinition[]): Snapshot =>
  Object.fromEntries(
    events
      .filter(({ planned }) => !planned)
      .map(({ type, data }): [string, Schema] => [type, z.toJSONSchema(data, { io: 'input' }) as Schema])
      .sort(([left], [right]) => left.localeCompare(right)),
  )

/** Everything by which the present events do not fit the committed ones. */
export function findContractBreaks(committed: Snapshot, present: Snapshot): string[] {
  return Object.entries(committed).flatMap(([type, before]) => {
    const after = present[type]
    if (!after) return [`${type} is gone`]
    return findBreaks(before, after).map((reason) => `${type} ${reason}`)
  })
}

/**
 * Writes the snapshot anew when events changed compatibly.
 * @throws CommandError when they changed otherwise
 */
export async function updateSnapshot(root: string): Promise<{ changed: string[] }> {
  const file = join(root, FILE)
  const committed: Snapshot = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
  const present = takeSnapshot(EVENTS)
  const breaks = findContractBreaks(committed, present)
  if (breaks.length > 0) {
    const advice = 'Define a new version beside the old one, and let its consumers handle both.'
    throw new CommandError(`Events changed incompatibly:\n${breaks.join('\n')}\n${advice}`)
  }
  const changed = await writeIfChanged(file, `${JSON.stringify(present, null, 2)}\n`)
  return { changed: changed ? [FILE] : [] }
}
