import { flushCompileCache } from 'node:module'
import type { QueryPlan } from '@apollo/query-planner'
import { describeRefusal } from './describe-refusal.ts'
import type { FederationAnswer, FederationQuestion } from './federation-process.ts'
import { createDocumentPlanner, toPlannable } from './plan-documents.ts'

let supergraphSdl = ''
let plan: ((document: string) => QueryPlan) | undefined

/* Answers one question after the other, until the router has no more or has ended. */
process.on('message', async (question: FederationQuestion) => {
  // A router that has ended in the meantime needs no answer.
  process.send?.(await answer(question), undefined, undefined, () => {})
  // It will be killed, and the next start is to be quicker.
  flushCompileCache()
})
process.on('disconnect', () => process.exit())
// A terminal tells all its processes to end, and the router goes on planning while it drains.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

async function answer(question: FederationQuestion): Promise<FederationAnswer> {
  try {
    switch (question.kind) {
      case 'take':
        supergraphSdl = question.supergraphSdl
        return { kind: 'taken' }
      case 'read': {
        // Planning does without the gateway, so that a process that is started again need not load it.
        const { readSupergraph } = await import('./read-supergraph.ts')
        return { kind: 'reading', reading: await readSupergraph(supergraphSdl) }
      }
      case 'plan':
        plan ??= createDocumentPlanner(toPlannable(supergraphSdl))
        return { kind: 'plan', plan: plan(question.document) }
    }
  } catch (error) {
    // Errors lose on their way between processes what they say besides their message.
    if (question.kind === 'read') return { kind: 'refused', reason: describeRefusal(error as Error) }
    return { kind: 'failed', message: String(error) }
  }
}
