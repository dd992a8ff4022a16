import { Supergraph } from '@apollo/federation-internals'
import type { Authorization, Claims, Decision } from '@lms/router/authorization/authorization'
import { compileAuthorization } from '@lms/router/authorization/compile-authorization'
import { type Requirements, readRequirements } from '@lms/router/authorization/requirements'
import { stripSecurityPurpose } from '@lms/router/authorization/strip-security-purpose'
import { readOperation } from '@lms/router/graph/read-operation'
import { type GraphQLSchema, validate } from 'graphql'
import { compose } from '../cost/compose.ts'

/** A supergraph whose auth directives decide what is left of operations. */
export interface ProtectedGraph {
  readonly supergraphSdl: string
  readonly schema: GraphQLSchema
  readonly requirements: Requirements
  compile(document: string): Authorization
  decide(document: string, claims: Claims): Decision
}

const DIRECTIVES = ['@authenticated', '@requiresScopes', '@policy']
const IMPORTS = [...DIRECTIVES, '@key', '@shareable', '@external', '@requires', '@inaccessible', '@interfaceObject']

export const FEDERATION = link(IMPORTS)

/** The link of a subgraph to federation, with its imports as given. */
export function link(imports: readonly (string | { name: string; as: string })[], version = 'v2.12'): string {
  const list = imports.map((name) =>
    typeof name === 'string' ? `"${name}"` : `{ name: "${name.name}", as: "${name.as}" }`,
  )
  return `extend schema @link(url: "https://specs.apollo.dev/federation/${version}", import: [${list.join(', ')}])\n`
}

/** Composes subgraphs that import every directive under its own name. */
export const protectSubgraphs = (...sdls: string[]): ProtectedGraph =>
  protect(compose(Object.fromEntries(sdls.map((sdl, at) => [`s${at}`, FEDERATION + sdl]))))

export function protect(supergraphSdl: string): ProtectedGraph {
  const requirements = readRequirements(supergraphSdl)
  const schema = Supergraph.build(stripSecurityPurpose(supergraphSdl)).apiSchema().toGraphQLJSSchema()
  const compile = (document: string) => {
    const reading = { schema, maxTokens: undefined, checkLimits: () => [], validate }
    const operation = { ...readOperation(document, undefined, reading), hash: '' }
    return compileAuthorization({ schema, requirements, operation })
  }
  return {
    supergraphSdl,
    schema,
    requirements,
    compile,
    decide: (document, claims) => compile(document).decide(claims),
  }
}

/** Claims written as words: `in` for any credential, `policy:x`, and scopes as they are. */
export function claims(words: string): Claims {
  const held = words.split(' ')
  return { authenticated: held.includes('in'), scopes: held, holds: (policy) => held.includes(`policy:${policy}`) }
}
