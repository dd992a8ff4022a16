import { type GraphQLObjectType, type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import { allow, chain, deny, rule, shield } from 'graphql-shield'
import { type Requirement, requirementsOf } from './auth-directives.ts'
import type { CourseAccess } from './course-access.ts'
import { forbidden, unauthenticated } from './errors.ts'
import { isStaff, isViewer, type Viewer } from './viewer.ts'

interface WithViewer {
  viewer: Viewer
}

// Never the contextual cache of graphql-shield: it used one verdict for several entities of a request.
const uncached = { cache: 'no_cache' } as const

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

type FieldRule = Parameters<typeof chain>[number]
type FieldRules = Readonly<Record<string, FieldRule>>

/**
 * Rules that need data, by type and field, and `allow` for root fields that anybody may ask. What depends on the viewer
 * alone stands in the SDL: `@authenticated`, `@requiresScopes`, `@policy`.
 */
export type Permissions = Readonly<Record<string, FieldRules>>

/**
 * Puts graphql-shield in front of the resolvers: first what the SDL's auth directives ask, which the router has enforced
 * before, then the given rules. A root field with neither is refused.
 *
 * @throws Error when a directive names an unknown policy, a rule is given for what the schema does not have, or a
 *   subscription resolves its events itself
 */
export function protectSchema(schema: GraphQLSchema, permissions: Permissions): GraphQLSchema {
  for (const { name, resolve } of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    // The rules stand before the one or the other, and whoever may not subscribe shall not.
    if (resolve) throw new Error(`Subscription.${name} may have no "resolve": its rules would not hold for "subscribe"`)
  }
  const rules: Record<string, FieldRules> = { ...permissions }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !isIntrospectionType(type)) rules[type.name] = rulesOf(type, schema, permissions)
  }
  return applyMiddleware(
    schema,
    shield(rules, { allowExternalErrors: true, fallbackRule: allow, fallbackError: forbidden(), debug: false }),
  )
}

// How the router asks for entities and composition for the SDL. The types behind them have rules of their own.
const FEDERATION_FIELDS: FieldRules = { _entities: allow, _service: allow }

function rulesOf(type: GraphQLObjectType, schema: GraphQLSchema, permissions: Permissions): FieldRules {
  const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type)
  const given = { ...permissions[type.name], ...(type === schema.getQueryType() ? FEDERATION_FIELDS : {}) }
  // Starts with what is given, so that graphql-shield sees and refuses rules for fields that do not exist.
  const rules: Record<string, FieldRule> = { ...permissions[type.name] }
  for (const field of Object.values(type.getFields())) {
    const requirements = requirementsOf(type, field)
    const dataRule = given[field.name] ?? (isRoot && requirements.length === 0 ? deny : allow)
    rules[field.name] =
      requirements.length > 0 ? chain(meets(`${type.name}.${field.name}`, requirements), dataRule) : dataRule
  }
  return rules
}

/** Viewers who meet all requirements of a field. graphql-shield wants each rule to have a name of its own. */
const meets = (name: string, requirements: readonly Requirement[]) =>
  rule(
    name,
    uncached,
  )((_parent, _args, { viewer }: WithViewer) => {
    if (requirements.every((isMet) => isMet(viewer))) return true
    return viewer.kind === 'anonymous' ? unauthenticated() : forbidden()
  })
