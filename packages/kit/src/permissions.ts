import type { GraphQLSchema } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import { allow, deny, rule, shield } from 'graphql-shield'
import type { CourseAccess } from './course-access.ts'
import { forbidden, unauthenticated } from './errors.ts'
import { hasRole, isStaff, isViewer, type Role, type Viewer } from './viewer.ts'

interface WithViewer {
  viewer: Viewer
}

// Never the contextual cache of graphql-shield: it used one verdict for several entities of a request.
const uncached = { cache: 'no_cache' } as const

/** Anybody signed in. */
export const signedIn = rule(
  'signedIn',
  uncached,
)((_parent, _args, { viewer }: WithViewer) => (viewer.kind === 'user' ? true : unauthenticated()))

/** Holders of one of the platform-wide roles. */
export const withRole = (...roles: Role[]) =>
  rule(
    `withRole(${roles.join(',')})`,
    uncached,
  )((_parent, _args, { viewer }: WithViewer) => {
    if (viewer.kind !== 'user') return unauthenticated()
    return roles.some((role) => hasRole(viewer, role)) ? true : forbidden()
  })

/** Platform staff only. */
export const staffOnly = rule(
  'staffOnly',
  uncached,
)((_parent, _args, { viewer }: WithViewer) => {
  if (viewer.kind !== 'user') return unauthenticated()
  return isStaff(viewer) ? true : forbidden()
})

/** Private facts of a person, whose id the parent object has: for that person and staff. */
export const ownAccountOrStaff = rule(
  'ownAccountOrStaff',
  uncached,
)((person: { id: string }, _args, { viewer }: WithViewer) =>
  isViewer(viewer, person.id) || isStaff(viewer) ? true : forbidden(),
)

/** Facts about a person that nobody else may see, staff included. The parent is the person. */
export const oneself = rule(
  'oneself',
  uncached,
)((person: { id: string }, _args, { viewer }: WithViewer) => (isViewer(viewer, person.id) ? true : forbidden()))

/** Fields for those who teach the course, staff among them. The parent is the course or belongs to it. */
export const taughtByViewer = rule(
  'taughtByViewer',
  uncached,
)(async (parent: { id: string; courseId?: string }, _args, { access }: { access: CourseAccess }) =>
  (await access.teaches(parent.courseId ?? parent.id)) ? true : forbidden(),
)

type FieldRules = Record<string, typeof allow | ReturnType<ReturnType<typeof rule>>>

/**
 * Rules by type and field. Every root field needs one, else it is refused; of other types only the fields that need
 * more than the entity's own visibility are named.
 */
export interface Permissions {
  Query: FieldRules
  Mutation: FieldRules
  [type: string]: FieldRules
}

/** Puts graphql-shield in front of the resolvers. A root field that no rule names is denied. */
export function protectSchema(schema: GraphQLSchema, permissions: Permissions): GraphQLSchema {
  const rules = {
    ...permissions,
    Query: { '*': deny, _entities: allow, _service: allow, ...permissions.Query },
    Mutation: { '*': deny, ...permissions.Mutation },
  }
  const inSchema = Object.fromEntries(Object.entries(rules).filter(([type]) => schema.getType(type)))
  return applyMiddleware(
    schema,
    shield(inSchema, { allowExternalErrors: true, fallbackRule: allow, fallbackError: forbidden(), debug: false }),
  )
}
