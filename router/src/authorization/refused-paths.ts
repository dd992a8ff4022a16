import type { Keep } from './filter-document.ts'
import type { JudgedPart, JudgedSelections } from './judged-selections.ts'

/** An answer names no more; only documents without limits can have so many. */
const MOST_PATHS = 1_000

/** Where parts are refused, each path once, in the order of the document. */
export function findRefusedPaths(
  root: JudgedSelections,
  isRefused: (part: JudgedPart) => boolean,
  keep: Keep,
): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>()
  const seen = new Map<JudgedSelections, Set<string>>()
  const follow = (selections: JudgedSelections, above: readonly string[]) => {
    const places = seen.get(selections) ?? new Set()
    const place = JSON.stringify(above)
    if (places.has(place) || keep(selections) === selections.set) return
    seen.set(selections, places.add(place))
    for (const part of selections.parts) {
      if (paths.size >= MOST_PATHS) return
      if (part.path === null) continue
      const path = [...above, ...part.path]
      if (isRefused(part)) paths.set(JSON.stringify(path), path)
      else if (part.selections) follow(part.selections, path)
    }
  }
  follow(root, [])
  return [...paths.values()]
}
