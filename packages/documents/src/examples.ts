import { stripTypeScriptTypes } from 'node:module'
import { type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql'
import { parseAllDocuments } from 'yaml'
import type { Block } from './blocks.ts'

/** What is wrong with a block of code, if anything. */
export type Examine = (code: string) => string[]

/** How code of each language is looked at; that of others is not. */
export function examinersFor(schema: GraphQLSchema): Readonly<Record<string, Examine>> {
  return {
    graphql: (code) => flawsOfOperations(code, schema),
    json: (code) => thrownBy(() => JSON.parse(code)),
    yaml: (code) => parseAllDocuments(code).flatMap(({ errors }) => errors.map(({ message }) => message)),
    ts: (code) => thrownBy(() => stripTypeScriptTypes(code, { mode: 'strip' })),
  }
}

/** The flaws of a block, each with its place. */
export function flawsOf(block: Block, examiners: Readonly<Record<string, Examine>>): string[] {
  const flaws = examiners[block.language]?.(block.code) ?? []
  return flaws.map((flaw) => `${block.page}:${block.line}: ${flaw}`)
}

/** Each operation for itself: a block may show several that have no names. */
function flawsOfOperations(code: string, schema: GraphQLSchema): string[] {
  try {
    const { definitions } = parse(code)
    const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
    const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    return operations.flatMap((operation) =>
      validate(schema, { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }, specifiedRules).map(
        ({ message }) => message,
      ),
    )
  } catch (error) {
    return [String(error)]
  }
}

function thrownBy(run: () => unknown): string[] {
  try {
    run()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
