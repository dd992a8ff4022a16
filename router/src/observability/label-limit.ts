/** Every further value shares this label. */
const REST = 'other'

/** Bounds how many values a label takes, since each is a time series for as long as the process lives. */
export function createLabelLimit(most: number): (value: string) => string {
  const seen = new Set<string>()
  return (value) => {
    if (seen.has(value)) return value
    if (seen.size >= most) return REST
    seen.add(value)
    return value
  }
}
