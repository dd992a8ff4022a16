import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BusMessage } from './bus.ts'

/** Keeps dead letters of the in-process bus as lines of JSON, `<folder>/<topic>.jsonl`, on the disk before it returns. */
export function keepDeadLetters(folder: string): (topic: string, messages: readonly BusMessage[]) => Promise<void> {
  return async (topic, messages) => {
    await mkdir(folder, { recursive: true })
    const lines = messages.map((message) => `${JSON.stringify(message)}\n`).join('')
    await appendFile(join(folder, `${topic}.jsonl`), lines, { flush: true })
  }
}
