import type { Claims } from './authorization.ts'

/** What one auth directive asks: of several alternatives one whose names all hold. */
export interface Rule {
  readonly kind: RuleKind
  readonly alternatives: readonly (readonly string[])[]
  /** Equal exactly where two rules ask for the same. */
  readonly key: string
}

export type RuleKind = 'authenticated' | 'scopes' | 'policies'

const HOLDS: Record<RuleKind, (claims: Claims, name: string) => boolean> = {
  authenticated: ({ authenticated }) => authenticated,
  scopes: ({ scopes }, scope) => scopes.includes(scope),
  policies: (claims, policy) => claims.holds(policy),
}

/** Brings alternatives into their one shortest form, so that rules that ask for the same are equal. */
export function createRule(kind: RuleKind, alternatives: readonly (readonly string[])[]): Rule {
  const sorted = alternatives.map((names) => [...new Set(names)].sort())
  const distinct = [...new Map(sorted.map((names) => [JSON.stringify(names), names])).values()]
  // Who meets the shorter alternative need not meet one that asks for more.
  const shortest = distinct.filter((names) => !distinct.some((other) => other !== names && isWithin(other, names)))
  const inOrder = shortest.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  return { kind, alternatives: inOrder, key: `${kind} ${JSON.stringify(inOrder)}` }
}

const isWithin = (part: readonly string[], whole: readonly string[]) => part.every((name) => whole.includes(name))

/** The one rule that is met where two of the same kind are. */
export const bothOf = ({ kind, alternatives }: Rule, other: Rule): Rule =>
  createRule(
    kind,
    alternatives.flatMap((names) => other.alternatives.map((more) => [...names, ...more])),
  )

export const isMet = ({ kind, alternatives }: Rule, claims: Claims): boolean =>
  alternatives.some((names) => names.every((name) => HOLDS[kind](claims, name)))
