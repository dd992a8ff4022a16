import { type ManifestOperation, type ManifestProblem, readManifest } from '@lms/kit/operation-manifest'
import { GraphQLError, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql'
import type { PartnerSurface } from './partner-surface.ts'

export interface CheckedManifest {
  readonly operations: readonly ManifestOperation[]
  /** One line per flaw, with the operation and the place in it; empty when all is well. */
  readonly complaints: readonly string[]
}

/** Checks that a manifest is one, and that its operations fit the schema and keep to what partners may ask for. */
export function checkOperations(manifest: unknown, surface: PartnerSurface): CheckedManifest {
  const { operations, problems } = readManifest(manifest)
  const complaints = operations.flatMap(({ name, document }) => {
    const errors = validate(surface.schema, document)
    // Of fields that do not exist nothing can be said.
    const found = errors.length > 0 ? errors : fieldsBeyond(document, surface)
    return found.map((error) => `${name}${placeOf(error)}: ${error.message}`)
  })
  return { operations, complaints: [...problems.map(describeProblem), ...complaints] }
}

const describeProblem = ({ path, message }: ManifestProblem): string => `${path.join('.') || 'manifest'}: ${message}`

const placeOf = ({ locations }: GraphQLError): string =>
  locations?.[0] ? ` (${locations[0].line}:${locations[0].column})` : ''

function fieldsBeyond(document: ManifestOperation['document'], surface: PartnerSurface): GraphQLError[] {
  const errors: GraphQLError[] = []
  const types = new TypeInfo(surface.schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const [type, field] = [types.getParentType()?.name, node.name.value]
        if (type === undefined || field === '__typename' || surface.includes(type, field)) return undefined
        errors.push(new GraphQLError(`${type}.${field} is not for partners.`, { nodes: node }))
        // What lies below is out of reach.
        return false
      },
    }),
  )
  return errors
}
