import { hasRole, isStaff, type Viewer } from './viewer.ts'

/**
 * What the names in `@policy(policies: …)` mean. The router decides by them before it plans, and each subgraph decides
 * by them again; a name that is missing here stops both from starting.
 */
export const policies: Readonly<Record<string, (viewer: Viewer) => boolean>> = {
  /** A person who signed in, not a program. */
  person: ({ kind }) => kind === 'user',
  staff: isStaff,
  /** Those who may own courses: instructors of the platform, and staff. */
  instructor: (viewer) => hasRole(viewer, 'INSTRUCTOR') || isStaff(viewer),
  /** A program of another company, known by its API key. */
  partner: ({ kind }) => kind === 'partner',
  /** The router itself, asking on nobody's behalf. */
  router: ({ kind }) => kind === 'router',
}

/** Whether a policy of this name exists. */
export const isPolicy = (name: string): boolean => Object.hasOwn(policies, name)

/** Whether the named policy holds for the viewer. An unknown name holds for nobody. */
export const policyHolds = (name: string, viewer: Viewer): boolean =>
  isPolicy(name) && policies[name]?.(viewer) === true

/** Whether a credential of any kind was accepted: what `@authenticated` asks for. */
export const isAuthenticated = ({ kind }: Viewer): boolean => kind !== 'anonymous'

/** The scopes of the viewer's credential: what `@requiresScopes` asks for. */
export const scopesOf = (viewer: Viewer): readonly string[] => ('scopes' in viewer ? viewer.scopes : [])
