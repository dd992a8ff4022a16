/** What goes wrong in a run, the same for whoever asks and however often. Keys of fields are `Type/name.field`. */
export interface Faults {
  /** `null`: there is no value; `error`: it cannot be had; `gap`: the first item of a list is null; `wrong`: it is no such value. */
  readonly fields: Readonly<Record<string, FieldFault>>
  /** Objects that a subgraph does not know, as `subgraph Type/name`. */
  readonly missing: readonly string[]
  /** Objects that a subgraph fails to look up. */
  readonly broken: readonly string[]
  /** What happens to the answers of subgraphs, by their names. */
  readonly answers: Readonly<Record<string, AnswerFault>>
}

export type FieldFault = 'null' | 'error' | 'gap' | 'wrong'

export interface AnswerFault {
  /** Answers to requests for entities, or to all others. */
  readonly to: 'entities' | 'roots'
  /** `lost`: there is none; `empty`: it has errors and no data; `short`: one entity fewer than asked for; else the type that has a name of nobody's. */
  readonly how: 'lost' | 'empty' | 'short' | { readonly renamed: string }
}

export const NO_FAULTS: Faults = { fields: {}, missing: [], broken: [], answers: {} }

/** What says that a field cannot be had; nothing else says so. */
export const brokenMessage = (id: string, field: string): string => `${id}.${field} is broken`

export const misses = ({ missing }: Faults, subgraph: string, id: string): boolean =>
  missing.includes(`${subgraph} ${id}`)
