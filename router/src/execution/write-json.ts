/** Characters that JSON escapes in strings, and halves of surrogate pairs, which may be alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/

/** A string as JSON: most need no escapes, which is much quicker to find out than to let JSON find out. */
export const writeString = (value: string): string => (ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`)

/** Any parsed JSON value as JSON. */
export function writeJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return writeString(value)
    case 'number':
      return Number.isFinite(value) ? `${value}` : 'null'
    case 'boolean':
      return `${value}`
    default:
      return JSON.stringify(value) ?? 'null'
  }
}
