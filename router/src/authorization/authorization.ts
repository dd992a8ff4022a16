import type { DocumentNode } from 'graphql'

/** What is known of a caller's rights while one operation is authorised. */
export interface Claims {
  /** Whether any credential was accepted. */
  readonly authenticated: boolean
  readonly scopes: readonly string[]
  /** Whether a named policy (`policies.ts`) holds for the caller; unknown names do not. */
  holds(policy: string): boolean
}

/** The auth requirements of one operation, compiled once and decided per caller. */
export interface Authorization {
  decide(claims: Claims): Decision
}

export interface Decision {
  /** Names the set of requirements that this operation uses and the caller meets: part of every cache key below. */
  readonly fingerprint: string
  /** The document without the refused fields; null when nothing is left of it. */
  readonly document: DocumentNode | null
  /** Response paths of what is refused, `@` for lists, `... on X` for fragments; empty when nothing is missed. */
  readonly refused: readonly (readonly string[])[]
}
