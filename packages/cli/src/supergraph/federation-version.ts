import { type DocumentNode, Kind } from 'graphql'
import { CommandError } from '../command-error.ts'

const FEDERATION_SPEC = /^https:\/\/specs\.apollo\.dev\/federation\/v(\d+\.\d+)$/

/** Composition itself takes any version that it knows, so a subgraph could ask for more than rover would give it. */
export function assertFederationVersion(name: string, schema: DocumentNode, federationVersion: string): void {
  const linked = linkedVersion(schema)
  if (linked === undefined) {
    throw new CommandError(
      `The subgraph "${name}" links no federation version; every SDL begins with kit's shared.graphql.`,
    )
  }
  if (compareVersions(linked, federationVersion) > 0) {
    throw new CommandError(
      `The subgraph "${name}" links federation v${linked}, more than ${federationVersion} of rover.yaml. Lower the link, or raise federation_version together with @apollo/composition and @apollo/gateway.`,
    )
  }
}

function linkedVersion(schema: DocumentNode): string | undefined {
  for (const definition of schema.definitions) {
    if (definition.kind !== Kind.SCHEMA_EXTENSION && definition.kind !== Kind.SCHEMA_DEFINITION) continue
    for (const argument of definition.directives?.flatMap((directive) => directive.arguments ?? []) ?? []) {
      const version = argument.value.kind === Kind.STRING ? FEDERATION_SPEC.exec(argument.value.value)?.[1] : undefined
      if (version !== undefined) return version
    }
  }
  return undefined
}

/** Compares major and minor alone: patches of composition bring no new specification. */
function compareVersions(left: string, right: string): number {
  const [[leftMajor = 0, leftMinor = 0], [rightMajor = 0, rightMinor = 0]] = [left, right].map((version) =>
    version.split('.').map(Number),
  ) as [number[], number[]]
  return leftMajor - rightMajor || leftMinor - rightMinor
}
