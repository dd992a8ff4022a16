import type { Data } from '../execution/execution.ts'
import type { Condition } from './condition.ts'
import type { Expression } from './expression.ts'

/** The selections of a fetch with all that their cost needs, made once; nothing of the document is left in it. */
export interface CostedSelection {
  /** One for each set of runtime types that the same fields apply to. */
  readonly variants: readonly CostedVariant[]
}

export interface CostedVariant {
  /** Names of object types. */
  readonly types: ReadonlySet<string>
  /** What one object of these types costs, its fields not counted. */
  readonly weight: number
  readonly fields: readonly CostedField[]
  /** Estimated cost of the fields. */
  readonly estimate: Expression
}

export interface CostedField {
  readonly responseName: string
  /** Reads it from an object of an answer; undefined where the object has none. */
  readonly read: (object: Data) => unknown
  readonly condition: Condition
  /** What one value costs; null where that follows from its runtime type. */
  readonly weight: number | null
  /** What each value costs, all below it counted, where all cost the same; null where that follows from the value. */
  readonly each: UniformCost | null
  /** How many lists its values lie in. */
  readonly depth: number
  /** How many values there are: 1 unless it is a list. */
  readonly size: Expression
  /** Cost of the arguments. */
  readonly inputs: Expression
  /** null on leaves. */
  readonly selection: CostedSelection | null
  /** Lists below whose length this field's `@listSize` tells. */
  readonly sized: readonly SizedField[]
  readonly estimate: Expression
}

/** null was looked up as well, so it costs what it weighs; there is nothing below it. */
export interface UniformCost {
  readonly value: number
  readonly null: number
}

/** A list that a field further up knows the length of. */
export interface SizedField {
  /** Field names from the field's own selection down to the list. */
  readonly path: readonly string[]
  readonly size: Expression
}
