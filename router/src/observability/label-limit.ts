/** Every further value shares this label. */
const REST = 'other'
/** As long as a registered operation's name may be. */
const LONGEST_VALUE = 200

/** Bounds how many values a label takes and their length, since each is a time series for as long as the process lives. */
export function createLabelLimit(most: number): (value: string) => string {
  const seen = new Set<string>()
  return (value) => {
    if (seen.has(value)) return value
    if (seen.size >= most || value.length > LONGEST_VALUE) return REST
    seen.add(value)
    return value
  }
}
