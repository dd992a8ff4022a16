import type { GraphQLSchema } from 'graphql'
import type { Tape } from './tape.ts'

/** A document while it is made by the decisions on a tape. */
export interface Draft {
  readonly schema: GraphQLSchema
  readonly tape: Tape
  readonly style: DraftStyle
  /** Finished fragments. */
  readonly fragments: DraftFragment[]
  /** By name. */
  readonly variables: Map<string, DraftVariable>
  /** What stands under each response key, so that nearly all documents are valid. */
  readonly keys: Map<string, string>
}

export interface DraftStyle {
  /** Strings and ids that arguments are likely to have. */
  readonly words: readonly string[]
  /** Aliases and names of variables that a careless executor takes for something else. */
  readonly hostile: boolean
  /** Whether queries may ask about the schema. */
  readonly introspection: boolean
}

export interface DraftFragment {
  readonly name: string
  /** Name of its type. */
  readonly type: string
  readonly text: string
}

export interface DraftVariable {
  readonly type: string
  /** As written behind `=`. */
  readonly initial?: string
  /** What the client sends; nothing when undefined. */
  readonly value?: unknown
}

const HARMLESS_VARIABLES = ['v', 'first', 'if']
const HOSTILE_VARIABLES = ['__proto__', 'constructor', '_r0', 'representations_0', 'toString']

/** Adds a variable, or takes one that is the same. */
export function addVariable(draft: Draft, variable: DraftVariable): string {
  const known = [...draft.variables].find(([, other]) => isSame(other, variable))
  if (known && draft.tape.next(2) === 0) return known[0]
  const names = draft.style.hostile ? [...HARMLESS_VARIABLES, ...HOSTILE_VARIABLES] : HARMLESS_VARIABLES
  const wanted = names[draft.tape.next(names.length)] ?? 'v'
  const name = draft.variables.has(wanted) ? `v${draft.variables.size}` : wanted
  draft.variables.set(name, variable)
  return name
}

const isSame = (a: DraftVariable, b: DraftVariable) => JSON.stringify(a) === JSON.stringify(b)

/** The operation with what it uses and nothing else, as a valid document must be. */
export function finishDraft({ fragments, variables }: Draft, kind: string, body: string) {
  const used = new Set<string>()
  const follow = (text: string) => {
    for (const [, name = ''] of text.matchAll(/\.\.\.(F\d+)/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(fragments.find((fragment) => fragment.name === name)?.text ?? '')
    }
  }
  follow(body)
  const texts = fragments.filter(({ name }) => used.has(name)).map(({ text }) => text)
  const names = new Set([...[body, ...texts].join('\n').matchAll(/\$(\w+)/g)].map(([, name]) => name))
  const kept = [...variables].filter(([name]) => names.has(name))
  const list = kept.map(([name, { type, initial }]) => `$${name}: ${type}${initial ? ` = ${initial}` : ''}`).join(', ')
  const sent = kept.filter(([, { value }]) => value !== undefined).map(([name, { value }]) => [name, value] as const)
  return {
    document: [`${kind} ${list && `(${list})`} ${body}`, ...texts].join('\n'),
    // As JSON, so that any name is a key like the others.
    variables: JSON.parse(`{${sent.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)}}`),
  }
}
