import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  buildSchema,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql'

const API_SCHEMA = 'docs/api/schema.graphql'
const SUPERGRAPH = 'router/supergraph.graphql'
const TAG = 'partner'

/** What partners may ask for. */
export interface PartnerSurface {
  /** What all clients see. */
  readonly schema: GraphQLSchema
  /** Whether a field, or the type that has it, is tagged for partners. */
  includes(type: string, field: string): boolean
}

/** Reads the clients' schema, and from the supergraph what of it is tagged `@tag(name: "partner")`. */
export async function readPartnerSurface(root: string): Promise<PartnerSurface> {
  const [api, supergraph] = await Promise.all(
    [API_SCHEMA, SUPERGRAPH].map((file) => readFile(join(root, file), 'utf8')),
  )
  const tagged = taggedNames(supergraph ?? '')
  return {
    schema: buildSchema(api ?? ''),
    includes: (type, field) => tagged.has(type) || tagged.has(`${type}.${field}`),
  }
}

/** Types as `Course`, fields as `Course.title`. */
function taggedNames(supergraphSdl: string): Set<string> {
  const names = new Set<string>()
  for (const type of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    if (isTagged(type)) names.add(type.name.value)
    for (const field of type.fields ?? []) {
      if (isTagged(field)) names.add(`${type.name.value}.${field.name.value}`)
    }
  }
  return names
}

type Taggable = Pick<ObjectTypeDefinitionNode | FieldDefinitionNode, 'directives'>

const isTagged = ({ directives = [] }: Taggable): boolean => directives.some(namesPartner)

const namesPartner = ({ name, arguments: given = [] }: ConstDirectiveNode): boolean =>
  name.value === 'tag' && given.some(({ value }) => value.kind === Kind.STRING && value.value === TAG)
