import { Kind } from 'graphql'
import type { Operation } from '../graph/operation.ts'
import { selectionsOf } from '../graph/selections-in.ts'

/** The variables that `@skip` and `@include` name in an operation. */
export function conditionVariables(operation: Pick<Operation, 'definition' | 'fragments'>): string[] {
  const names = new Set<string>()
  for (const { directives = [] } of selectionsOf(operation)) {
    for (const { name, arguments: given = [] } of directives) {
      if (name.value !== 'skip' && name.value !== 'include') continue
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    }
  }
  return [...names].sort()
}
