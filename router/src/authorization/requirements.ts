import {
  baseType,
  buildSchema,
  type Directive,
  ERRORS,
  type FieldDefinition,
  isCompositeType,
  isInterfaceType,
  type NamedType,
  type ObjectType,
  possibleRuntimeTypes,
  type Schema,
} from '@apollo/federation-internals'
import { AUTH_SPECS, type AuthSpec } from './auth-specs.ts'
import { bothOf, createRule, type Rule } from './rule.ts'

/** What a supergraph's auth directives ask of callers, as plain data. */
export interface Requirements {
  /** Whether the supergraph protects anything. */
  readonly needed: boolean
  /** Every policy that is named. */
  readonly policies: ReadonlySet<string>
  /** Rules for seeing anything of a type, by its name. All must be met. Types without rules are left out. */
  readonly ofType: ReadonlyMap<string, readonly Rule[]>
  /** Rules for a field, by `Type.field`: its own and those of the type that it returns. */
  readonly ofField: ReadonlyMap<string, readonly Rule[]>
  /** The object types that a value of a type may have, those hidden from clients included. */
  readonly possibleTypes: ReadonlyMap<string, ReadonlySet<string>>
}

type Protected = NamedType | FieldDefinition<ObjectType>

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` under whatever names the supergraph links them by.
 *
 * Composition (since 2.12.1) repeats on an interface the rules of the object types behind it, for older routers. Such
 * copies are left out: a selection is judged by the object types that it can meet. Rules of an interface's own, which
 * older composition allowed, stay.
 *
 * @throws GraphQLError when the SDL is not valid, or has a version of the directives that the router does not know
 */
export function readRequirements(supergraphSdl: string): Requirements {
  const schema = buildSchema(supergraphSdl, { validate: false })
  const rulesOf = createRuleReader(schema)
  const composite = schema.types().filter(isCompositeType)
  const possible = new Map(composite.map((type) => [type.name, possibleRuntimeTypes(type)]))
  const behind = (type: NamedType) => (isInterfaceType(type) ? (possible.get(type.name) ?? []) : [])

  const types = new Map<string, Rule[]>()
  for (const type of schema.types()) types.set(type.name, withoutCopies(rulesOf(type), behind(type).map(rulesOf)))
  const fields = new Map<string, Rule[]>()
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    for (const field of type.fields()) {
      const implementations = behind(type).flatMap((object) => (object as ObjectType).field(field.name) ?? [])
      const own = withoutCopies(rulesOf(field as Protected), implementations.map(rulesOf))
      const ofResult = field.type ? (types.get(baseType(field.type).name) ?? []) : []
      fields.set(field.coordinate, [...own, ...ofResult])
    }
  }
  const all = [...types.values(), ...fields.values()].flat()
  return {
    needed: all.length > 0,
    policies: new Set(all.filter(({ kind }) => kind === 'policies').flatMap(({ alternatives }) => alternatives.flat())),
    ofType: withRules(types),
    ofField: withRules(fields),
    possibleTypes: new Map([...possible].map(([type, objects]) => [type, new Set(objects.map(({ name }) => name))])),
  }
}

const withRules = (all: ReadonlyMap<string, readonly Rule[]>): ReadonlyMap<string, readonly Rule[]> =>
  new Map([...all].filter(([, rules]) => rules.length > 0))

/** Finds the directives through the schema's links, whatever they are called, and reads them off its elements. */
function createRuleReader(schema: Schema): (element: Protected) => Rule[] {
  const directives = schema.directives().flatMap(({ name }) => {
    const definition = schema.directive(name)
    const feature = definition && schema.coreFeatures?.sourceFeature(definition)?.feature
    const spec = feature && AUTH_SPECS.find(({ url }) => url.identity === feature.url.identity)
    return spec ? [{ name, spec }] : []
  })
  for (const feature of schema.coreFeatures?.allFeatures() ?? []) {
    const spec = AUTH_SPECS.find(({ url }) => url.identity === feature.url.identity)
    if (spec && !spec.url.equals(feature.url))
      throw ERRORS.UNSUPPORTED_LINKED_FEATURE.err(
        `it links ${feature.url}, of which the router enforces ${spec.url} only`,
      )
  }
  return (element) =>
    directives.flatMap(({ name, spec }) =>
      (element.appliedDirectivesOf(name) as Directive[]).flatMap((directive) => ruleOf(directive, spec) ?? []),
    )
}

/** Null for an empty list, which is met by everybody, for composition and Apollo Router as well. */
function ruleOf(directive: Directive, { kind, argument }: AuthSpec): Rule | null {
  if (argument === undefined) return createRule(kind, [[kind]])
  // A list of one may be written without its brackets.
  const alternatives = [directive.arguments()[argument]].flat().map((names) => [names].flat().map(String))
  return alternatives.some((names) => names.length === 0) || alternatives.length === 0
    ? null
    : createRule(kind, alternatives)
}

/** The rules that say more than all implementations together. */
function withoutCopies(rules: Rule[], implementations: Rule[][]): Rule[] {
  return rules.filter(({ key, kind }) => {
    const [first, ...others] = implementations.flat().filter((rule) => rule.kind === kind)
    return !first || others.reduce(bothOf, first).key !== key
  })
}
