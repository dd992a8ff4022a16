import { flushCompileCache } from 'node:module'
import { describeRefusal } from './describe-refusal.ts'
import type { FederationAnswer, FederationQuestion } from './federation-process.ts'
import { createDocumentPlanner, toPlannable } from './plan-documents.ts'

let plan: ReturnType<typeof createDocumentPlanner> | undefined
let turn = Promise.resolve()

/* Answers one question after the other, until the router has no more or has ended. */
process.on('message', (question: FederationQuestion) => {
  turn = turn.then(async () => {
    // A router that has ended in the meantime needs no answer.
    process.send?.(await answer(question), undefined, undefined, () => {})
    // It will be killed, and the next start is to be quicker.
    flushCompileCache()
  })
})
process.on('disconnect', () => process.exit())
// A terminal tells all its processes to end, and the router goes on planning while it drains.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

async function answer(question: FederationQuestion): Promise<FederationAnswer> {
  try {
    switch (question.kind) {
      case 'read': {
        // Planning does without the gateway, so that a process that is started again need not load it.
        const { readSupergraph } = await import('./read-supergraph.ts')
        return { kind: 'reading', reading: await readSupergraph(question.supergraphSdl) }
      }
      case 'prepare':
        plan = createDocumentPlanner(toPlannable(question.supergraphSdl))
        return { kind: 'prepared' }
      case 'plan':
        if (!plan) throw new Error('nothing was prepared for planning')
        return { kind: 'plan', plan: JSON.stringify(plan(question.document)) }
    }
  } catch (error) {
    // Errors lose on their way between processes what they say besides their message.
    if (question.kind === 'read') return { kind: 'refused', reason: describeRefusal(error as Error) }
    return { kind: 'failed', message: String(error) }
  }
}
