import { parse } from 'graphql'
import { describe, type Need } from './needed-of-subgraphs.ts'

/** Says what a subgraph lacks of that which a supergraph needs; nothing where it has all, and perhaps more. */
export function missingInSubgraph(subgraphSdl: string, needs: readonly Need[]): string[] {
  const known = new Map<string, Omit<Need, 'type'>>()
  for (const definition of parse(subgraphSdl, { noLocation: true }).definitions) {
    if (!('fields' in definition)) continue
    for (const field of definition.fields ?? [])
      known.set(`${definition.name.value}.${field.name.value}`, describe(field))
  }
  return needs.flatMap((need) => {
    const place = `${need.type}.${need.field}`
    const field = known.get(place)
    if (!field) return [place]
    if (field.of !== need.of) return [`${place}: ${need.of}, which is ${field.of} there`]
    return need.arguments.filter((name) => !field.arguments.includes(name)).map((name) => `${place}(${name}:)`)
  })
}
