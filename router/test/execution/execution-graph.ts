/** Objects by their ids: the name of their type, a slash and a name of their own. Fields that hold objects hold ids. */
export type Objects = Record<string, Record<string, unknown>>

/** What a computed field may look at. */
export interface Computation {
  readonly args: Record<string, unknown>
  /** What the field requires, exactly as it is selected; empty where it requires nothing. */
  readonly required: Record<string, unknown>
  /** The object's own record. */
  readonly fields: Record<string, unknown>
  /** Every object of this run; only mutations may change them. */
  readonly objects: Objects
  /** Names of the mutations that ran before, and this one. */
  readonly mutations: readonly string[]
}

export type Compute = (computation: Computation) => unknown

/** An argument that is a field of the nearest object above that is of one of the types. */
export interface ContextArgument {
  readonly argument: string
  readonly types: readonly string[]
  readonly field: string
}

/** Subgraphs over one set of objects, so that it makes no difference to a client which of them is asked. */
export interface ExecutionGraph {
  readonly name: string
  /** SDL by the subgraph's name. */
  readonly subgraphs: Readonly<Record<string, string>>
  readonly objects: Objects
  /** By `Type.field`; every other field is read from its object. */
  readonly computed: Readonly<Record<string, Compute>>
  /** Arguments of computed fields that are taken from an object above: `@fromContext`. */
  readonly contexts?: Readonly<Record<string, ContextArgument>>
  /** Types whose objects a subgraph may not know although others do, where this says all: nobody else has the fields. */
  readonly forgetful: readonly { readonly subgraph: string; readonly type: string }[]
}

export const typeOf = (id: string): string => id.split('/')[0] ?? id
