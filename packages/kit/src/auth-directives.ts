import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  valueFromASTUntyped,
} from 'graphql'
import { isAuthenticated, isPolicy, policyHolds, scopesOf } from './policies.ts'
import type { Viewer } from './viewer.ts'

/** What one auth directive asks of the viewer. */
export type Requirement = (viewer: Viewer) => boolean

const READERS: Readonly<Record<string, (directive: ConstDirectiveNode) => Requirement>> = {
  authenticated: () => isAuthenticated,
  requiresScopes: (directive) => {
    const alternatives = alternativesOf(directive, 'scopes')
    return (viewer) => {
      const held = scopesOf(viewer)
      return alternatives.some((scopes) => scopes.every((scope) => held.includes(scope)))
    }
  },
  policy: (directive) => {
    const alternatives = alternativesOf(directive, 'policies')
    const unknown = alternatives.flat().filter((name) => !isPolicy(name))
    if (unknown.length > 0) throw new Error(`@policy names what policies.ts does not define: ${unknown.join(', ')}`)
    return (viewer) => alternatives.some((names) => names.every((name) => policyHolds(name, viewer)))
  },
}

/**
 * The requirements of a field, all of which must be met: its own, those of the type that declares it, and those of the
 * type that it returns, so that nothing runs whose result may not be seen.
 */
export function requirementsOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Requirement[] {
  const directives = [
    ...(field.astNode?.directives ?? []),
    ...directivesOf(type),
    ...directivesOf(getNamedType(field.type)),
  ]
  return directives.flatMap((directive) => READERS[directive.name.value]?.(directive) ?? [])
}

const directivesOf = ({ astNode, extensionASTNodes }: GraphQLNamedType): ConstDirectiveNode[] =>
  [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? [])

/** The names in the directive's argument: a list of alternatives, each a list of what must hold together. */
function alternativesOf({ name, arguments: given = [] }: ConstDirectiveNode, argumentName: string): string[][] {
  const argument = given.find((candidate) => candidate.name.value === argumentName)
  const alternatives = argument ? [valueFromASTUntyped(argument.value)].flat() : []
  // A list of one may be written without its brackets.
  const lists = alternatives.map((alternative) => [alternative].flat() as string[])
  if (lists.length === 0 || lists.some((list) => list.length === 0))
    throw new Error(`@${name.value} needs at least one name in every alternative of "${argumentName}"`)
  return lists
}
