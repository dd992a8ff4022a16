/** JSON Schema as zod writes it, as far as it is looked at. */
export interface Schema {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  description?: string
  [keyword: string]: unknown
}

/**
 * What makes a changed schema incompatible. Old events stay in the log and old processes run beside new ones, so a new
 * schema may only add what need not be there: everything else is a new version of the event.
 */
export function findBreaks(before: Schema, after: Schema, path = 'data'): string[] {
  const breaks: string[] = []
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const keyword of keywords) {
    if (COMPARED_APART.has(keyword)) continue
    if (JSON.stringify(before[keyword]) !== JSON.stringify(after[keyword])) {
      breaks.push(`${path}: ${keyword} was ${show(before[keyword])} and is ${show(after[keyword])}`)
    }
  }
  if (before.items && after.items) breaks.push(...findBreaks(before.items, after.items, `${path}[]`))
  return [...breaks, ...findPropertyBreaks(before, after, path)]
}

const COMPARED_APART = new Set(['properties', 'required', 'items', 'description', '$schema'])

function findPropertyBreaks(before: Schema, after: Schema, path: string): string[] {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}]
  const [oldRequired, nowRequired] = [new Set(before.required), new Set(after.required)]
  const names = new Set([...Object.keys(old), ...Object.keys(now)])
  return [...names].flatMap((name) => {
    const place = `${path}.${name}`
    const [was, is] = [old[name], now[name]]
    if (!is) return [`${place}: is gone`]
    if (!was) return nowRequired.has(name) ? [`${place}: is new and required; events in the log lack it`] : []
    if (oldRequired.has(name) && !nowRequired.has(name)) return [`${place}: may be absent now`]
    if (!oldRequired.has(name) && nowRequired.has(name)) return [`${place}: is required now`]
    return findBreaks(was, is, place)
  })
}

const show = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value))
