import { hash } from 'node:crypto'
import type { QueryPlan } from '@apollo/query-planner'
import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Authorization, Decision } from '../authorization/authorization.ts'
import type { CostFormula } from '../cost/cost.ts'
import type { Execution } from '../execution/execution.ts'
import { RequestRefusal } from '../refusal.ts'
import type { EventSource } from './event-source.ts'
import type { Operation } from './operation.ts'
import type { PlanKeys, PlannableOperation } from './plan-keys.ts'

/** A validated operation with what was compiled for it. */
export interface PreparedOperation extends Operation {
  readonly authorization: Authorization
  /** Length of the document's text. */
  readonly length: number
}

/** How one operation is run for callers of equal rights. */
export interface PlannedOperation {
  readonly execution: Execution
  readonly cost: CostFormula
  /** Where the events of a subscription come from; null for queries, mutations, and where nothing of it may be seen. */
  readonly source: EventSource | null
}

/** What is remembered of the operations of one supergraph; everything is bounded. */
export interface OperationStore {
  /**
   * Parses and validates a document once.
   * @throws RequestRefusal with every flaw of the document
   */
  prepare(text: string, operationName: string | undefined): PreparedOperation
  /** Plans an operation once per set of rights that it makes use of. */
  plan(operation: PreparedOperation, decision: Decision): Promise<PlannedOperation>
}

export interface OperationStoreOptions {
  read: (text: string, operationName: string | undefined) => Omit<Operation, 'hash'>
  authorize: (operation: Operation) => Authorization
  /** Answers the plan as JSON. */
  plan: (document: DocumentNode) => Promise<string>
  toPlannable: (operation: Operation, decision: Decision) => PlannableOperation
  compile: (plan: QueryPlan, run: { operation: Operation; decision: Decision; keys: PlanKeys }) => PlannedOperation
  /** Told of every look into a cache. */
  onLookUp: (cache: 'operation' | 'plan', found: boolean) => void
}

/** Characters of all documents; parsed, each takes some thirty bytes. */
const MOST_OPERATION_TEXT = 2 * 1024 * 1024
/** Characters of all plans and of the documents that they are for, some fifty bytes each. */
const MOST_PLAN_TEXT = 2 * 1024 * 1024
/** What took too long to plan is not tried again for so long; it may have been the machine that was busy. */
const REFUSED_MS = 60_000

export function createOperationStore(options: OperationStoreOptions): OperationStore {
  const operations = new LRUCache<string, PreparedOperation>({ maxSize: MOST_OPERATION_TEXT })
  const plans = new LRUCache<string, Promise<PlannedOperation>>({ maxSize: MOST_PLAN_TEXT })
  return {
    prepare(text, operationName) {
      const key = `${operationName ?? ''}\0${text}`
      const known = operations.get(key)
      options.onLookUp('operation', known !== undefined)
      if (known) return known
      const operation = { ...options.read(text, operationName), hash: hash('sha256', key, 'base64url') }
      const prepared = { ...operation, authorization: options.authorize(operation), length: text.length }
      operations.set(key, prepared, { size: text.length })
      return prepared
    },
    plan(operation, decision) {
      const key = `${operation.hash} ${decision.fingerprint}`
      const known = plans.get(key)
      options.onLookUp('plan', known !== undefined)
      if (known) return known
      const planning = planOperation(options, operation, decision)
      const planned = planning.then((made) => made.planned)
      const { length } = operation
      plans.set(key, planned, { size: length })
      // The cache takes note of a size only with a new entry.
      const keep = (size: number, ttl = 0) => plans.delete(key) && plans.set(key, planned, { size, ttl })
      planning.then(
        ({ size }) => keep(length + size),
        (error) => {
          if (error instanceof RequestRefusal && error.status === 400) keep(length, REFUSED_MS)
          else plans.delete(key)
        },
      )
      return planned
    },
  }
}

/** Nothing is asked of any subgraph when the caller may see nothing of the operation. */
const EMPTY_PLAN = '{"kind":"QueryPlan"}'

async function planOperation(
  { plan, toPlannable, compile }: OperationStoreOptions,
  operation: Operation,
  decision: Decision,
): Promise<{ planned: PlannedOperation; size: number }> {
  const { document, keys } = toPlannable(operation, decision)
  const text = document ? await plan(document) : EMPTY_PLAN
  return { planned: compile(JSON.parse(text), { operation, decision, keys }), size: text.length }
}
