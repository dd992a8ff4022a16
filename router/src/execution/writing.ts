import { GraphQLError } from 'graphql'
import type { Data } from './execution.ts'
import type { JsonText } from './json-text.ts'

/** What one writing of an answer needs and finds. */
export interface Writing {
  readonly variables: Readonly<Record<string, unknown>>
  /** Whether no fetched string needs escapes. */
  readonly unescaped: boolean
  readonly text: JsonText
  /** Where in the text objects are that stand in several places. */
  readonly written: Map<Data, { readonly from: number; readonly to: number }>
  /** Where in the answer is what is being written. */
  readonly path: (string | number)[]
  /** What was fetched and does not fit the schema. It becomes null; where the schema forbids that, null travels up. */
  readonly incomplete: GraphQLError[]
}

/** Whether a value was written; otherwise it is null, undefined when `incomplete` tells why. */
type Written = true | null | undefined

/** Adds what is below one response key to the text, or leaves that as it was. */
export type Write = (value: unknown, writing: Writing) => Written

/** For a value that does not fit. */
export function fail({ incomplete, path }: Writing, reason: string): undefined {
  incomplete.push(new GraphQLError(reason, { path: [...path] }))
}

/** For a null that travels up. What is written next takes the place of what was written here. */
export function takeBack({ text, written }: Writing, start: number): undefined {
  text.cut(start)
  written.clear()
}
