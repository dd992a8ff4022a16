import type { GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Operation } from '../graph/operation.ts'
import type { Authorization, Decision } from './authorization.ts'
import { filterDocument } from './filter-document.ts'
import { type JudgedPart, type JudgedSelections, judgeOperation } from './judged-selections.ts'
import { findRefusedPaths } from './refused-paths.ts'
import type { Requirements } from './requirements.ts'
import { isMet, type Rule } from './rule.ts'

/** Callers differ in few ways where one operation is concerned. */
const MOST_DECISIONS = 32

/**
 * Compiles what an operation asks of callers. A decision is made once for each set of rules that callers meet; after
 * that it is a look-up.
 */
export function compileAuthorization(options: {
  /** The schema that clients see, against which the operation was validated. */
  schema: GraphQLSchema
  requirements: Requirements
  operation: Operation
}): Authorization {
  const { schema, requirements, operation } = options
  const everything: Decision = { fingerprint: '', document: operation.document, refused: [] }
  if (!requirements.needed) return { decide: () => everything }
  const selections = judgeOperation(schema, requirements, operation)
  const rules = [...rulesBelow(selections).values()]
  if (rules.length === 0) return { decide: () => everything }
  const decisions = new LRUCache<string, Decision>({ max: MOST_DECISIONS })
  return {
    decide(claims) {
      const met = rules.map((rule) => isMet(rule, claims))
      const fingerprint = BigInt(`0b${met.map(Number).join('')}`).toString(36)
      const known = decisions.get(fingerprint)
      if (known) return known
      const unmet = new Set(rules.flatMap(({ key }, at) => (met[at] ? [] : key)))
      const decision =
        unmet.size === 0 ? { ...everything, fingerprint } : refuse(operation, selections, unmet, fingerprint)
      decisions.set(fingerprint, decision)
      return decision
    },
  }
}

/** The distinct rules of an operation, in the order of the document. */
function rulesBelow(root: JudgedSelections): Map<string, Rule> {
  const rules = new Map<string, Rule>()
  const seen = new Set<JudgedSelections>()
  const follow = (selections: JudgedSelections) => {
    if (seen.has(selections)) return
    seen.add(selections)
    for (const part of selections.parts) {
      for (const rule of part.rules) rules.set(rule.key, rule)
      if (part.selections) follow(part.selections)
    }
  }
  follow(root)
  return rules
}

function refuse(
  operation: Operation,
  selections: JudgedSelections,
  unmet: ReadonlySet<string>,
  fingerprint: string,
): Decision {
  const isRefused = (part: JudgedPart) => part.rules.some(({ key }) => unmet.has(key))
  const { document, keep } = filterDocument(operation, selections, isRefused)
  return { fingerprint, document, refused: findRefusedPaths(selections, isRefused, keep) }
}
