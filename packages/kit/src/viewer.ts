import { unauthenticated } from './errors.ts'

/** Who asks. Built from a verified token only; a client's header never becomes part of it. */
export type Viewer =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user'
      readonly id: string
      readonly sessionId: string
      readonly roles: readonly string[]
      readonly scopes: readonly string[]
    }
  /** A program of another company, known by its API key. It runs registered operations only. */
  | {
      readonly kind: 'partner'
      readonly id: string
      readonly keyId: string
      readonly scopes: readonly string[]
    }
  /**
   * Everybody who was admitted to a stream of events that is resolved once for all of them (ADR 0016). It
   * counts as signed in, is nobody in particular and sees of persons what any signed-in person sees.
   */
  | { readonly kind: 'audience' }
  /** The router itself, asking for what it needs to know of callers. */
  | { readonly kind: 'router' }

export type SignedInViewer = Extract<Viewer, { kind: 'user' }>
export type PartnerViewer = Extract<Viewer, { kind: 'partner' }>

export const anonymous: Viewer = { kind: 'anonymous' }

export const audience: Viewer = { kind: 'audience' }

/** Platform-wide roles; a role held in one course or organisation reads `INSTRUCTOR@course_…`. */
export type Role = 'STUDENT' | 'INSTRUCTOR' | 'ADMIN' | 'PARTNER'

export function hasRole(viewer: Viewer, role: Role): boolean {
  return viewer.kind === 'user' && viewer.roles.includes(role)
}

/** Platform staff: may read and act for others, and every such act leaves the actor's id. */
export const isStaff = (viewer: Viewer): boolean => hasRole(viewer, 'ADMIN')

export function isViewer(viewer: Viewer, userId: string | null | undefined): boolean {
  return viewer.kind === 'user' && userId != null && viewer.id === userId
}

/** The person who asks. Throws UNAUTHENTICATED for everybody else, programs included. */
export function signedInViewer(viewer: Viewer): SignedInViewer {
  if (viewer.kind !== 'user') throw unauthenticated()
  return viewer
}

/** Id of the person who asks. Throws UNAUTHENTICATED for everybody else. */
export const signedInId = (viewer: Viewer): string => signedInViewer(viewer).id
