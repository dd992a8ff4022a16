import type { BillOfMaterials } from './bill-of-materials.ts'

/** A bill of materials without what packages name as needed and images do without, and without what only that needed. */
export function withoutTools(
  sbom: BillOfMaterials,
  tools: Readonly<Record<string, readonly string[]>>,
): BillOfMaterials {
  const dependencies = sbom.dependencies.map((each) => {
    const unused = tools[nameOf(each.ref)] ?? []
    return { ...each, dependsOn: each.dependsOn.filter((ref) => !unused.includes(nameOf(ref))) }
  })
  const needed = reachable(
    sbom.metadata.component['bom-ref'],
    new Map(dependencies.map((each) => [each.ref, each.dependsOn])),
  )
  return {
    ...sbom,
    components: sbom.components.filter((each) => needed.has(each['bom-ref'])),
    dependencies: dependencies.filter(({ ref }) => needed.has(ref)),
  }
}

function reachable(from: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([from])
  // A set that grows is iterated to its new end.
  for (const ref of found) for (const next of edges.get(ref) ?? []) found.add(next)
  return found
}

/** `pkg:npm/%40prisma/client@7.10.0` is of `@prisma/client`. */
const nameOf = (ref: string): string => decodeURIComponent(ref.replace(/^pkg:npm\//, '').replace(/@[^@]*$/, ''))
