import { FeatureUrl } from '@apollo/federation-internals'
import { type ConstDirectiveNode, Kind, parse, print } from 'graphql'
import { AUTH_SPECS } from './auth-specs.ts'

/** Auth directives, and arguments from the context: those of protected objects are checked at composition. */
const ENFORCED = [...AUTH_SPECS.map(({ url }) => url), FeatureUrl.parse('https://specs.apollo.dev/context/v0.1')]

/**
 * The supergraph without `for: SECURITY` on the links to what the router enforces itself, which makes Apollo's gateway
 * load it. Links to anything else keep their purpose, so that the gateway goes on refusing what nobody enforces.
 */
export function stripSecurityPurpose(supergraphSdl: string): string {
  if (!supergraphSdl.includes('SECURITY')) return supergraphSdl
  const document = parse(supergraphSdl)
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? { ...definition, directives: definition.directives?.map(withoutSecurity) ?? [] }
      : definition,
  )
  return print({ ...document, definitions })
}

function withoutSecurity(link: ConstDirectiveNode): ConstDirectiveNode {
  const argument = (name: string) => link.arguments?.find((candidate) => candidate.name.value === name)?.value
  const url = argument('url')
  const purpose = argument('for')
  if (url?.kind !== Kind.STRING || purpose?.kind !== Kind.ENUM || purpose.value !== 'SECURITY') return link
  const linked = FeatureUrl.maybeParse(url.value)
  if (!linked || !ENFORCED.some((enforced) => enforced.equals(linked))) return link
  return { ...link, arguments: link.arguments?.filter(({ name }) => name.value !== 'for') ?? [] }
}
