/** Something that the users of a secret do all the while. */
export interface LoadOperation {
  name: string
  /** At the slowest pace. */
  perSecond: number
  /** Fails unless it is answered as it should be. */
  run: () => Promise<unknown>
}

/** In this order; those of several secrets can be done together. */
export const ROUNDS = ['add', 'switch', 'remove', 'forget'] as const
export type Round = (typeof ROUNDS)[number]

/** One step of docs/deployment/secrets.md. */
export interface StepOfRotation {
  /** What changes before processes are replaced. */
  change: () => Promise<unknown> | unknown
  /** Services whose processes are replaced then; the `router` is one. */
  replaced: readonly string[]
}

/** How a secret is replaced, and how it shows. */
export interface Rotation {
  secret: string
  operations: readonly LoadOperation[]
  steps: Partial<Record<Round, StepOfRotation>>
  /** Whether each place that checks the secret takes the old one. */
  takesOld: () => Promise<boolean[]>
  /** Whether each of them takes the new one. */
  takesNew: () => Promise<boolean[]>
}

/**
 * Whether somebody was let in.
 *
 * @throws Error for an answer that is neither that nor the refusal: it would say nothing of the secret
 */
export function isLetIn(status: number, refusal: number): boolean {
  if (status !== 200 && status !== refusal) throw new Error(`answered ${status} in place of 200 or ${refusal}`)
  return status === 200
}
