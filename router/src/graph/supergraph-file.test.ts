import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@lms/kit/log'
import { expect, onTestFinished, test } from 'vitest'
import type { Graph } from './graph.ts'
import { openSupergraphFile } from './supergraph-file.ts'

test('a graph that was replaced and does not close disturbs nobody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lms-supergraph-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'supergraph.graphql')
  const closed: string[] = []
  const createGraph = async (id: string) => {
    const close = async () => {
      closed.push(id)
      if (id === 'old') throw new Error('the thread does not end')
    }
    return { id, close } as unknown as Graph
  }
  await writeFile(path, 'old')
  const log = createLogger({ level: 'silent' })
  const file = await openSupergraphFile({ path, createGraph, now: () => new Date(), log, onReload: () => {} })

  // A rejection that nobody takes fails the run, as it would end a process.
  // As a whole: a look between truncation and writing would find another graph, an empty one.
  await writeFile(`${path}.next`, 'new')
  await rename(`${path}.next`, path)
  await expect.poll(() => closed).toEqual(['old'])
  expect(await file.use(async ({ id }) => id)).toBe('new')
  await file.stop()
  expect(closed).toEqual(['old', 'new'])
})
