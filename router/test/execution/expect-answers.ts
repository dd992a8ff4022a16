import { expect, test } from 'vitest'
import { executeOurs } from './execute-ours.ts'
import type { ExecutionGraph } from './execution-graph.ts'
import { judge } from './judge.ts'
import { loadGraph } from './load-graph.ts'

/** What is asked, in how many requests of how many representations, and what `data` is. */
type ExpectedAnswer = [what: string, document: string, requests: number, representations: number, data: unknown]

/** One test for each answer, which the specification must not object to either. */
export function expectAnswers(graph: ExecutionGraph, answers: ExpectedAnswer[]): void {
  const loaded = loadGraph(graph)
  test.each(answers)('%s', async (_what, document, requests, representations, data) => {
    const { outcome, run, objections } = await judge(loaded, executeOurs, { document })
    expect(objections).toEqual([])
    expect(outcome.data).toBe(typeof data === 'string' ? data : JSON.stringify(data))
    expect(run.requests.length).toBe(requests)
    expect(run.requests.flatMap((request) => request.representations).length).toBe(representations)
  })
}
