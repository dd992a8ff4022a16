import { trace } from '@opentelemetry/api'
import type { Operation } from '../graph/operation.ts'

/** A name may be as long as a document. */
const LONGEST_NAME = 200

/** Says in the request's span which operation it turned out to be; the hash finds the text, which may quote anything. */
export function nameSpan({ definition, name, hash }: Operation): void {
  const type = definition.operation
  trace
    .getActiveSpan()
    ?.updateName(`graphql ${type}`)
    .setAttributes({
      'graphql.operation.type': type,
      'graphql.operation.hash': hash,
      ...(name === null ? {} : { 'graphql.operation.name': name.slice(0, LONGEST_NAME) }),
    })
}
