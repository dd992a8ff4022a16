/** A statement that the version before may not survive, with what it does to it. */
export interface ContractingChange {
  statement: string
  why: string
}

const NAME = String.raw`(?:only\s+)?(?:if\s+exists\s+)?(?:"[^"]+"|[\w.]+)(?:\."[^"]+")?`

/** Changes of what is there, by what the version before would meet. */
const RULES: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^drop\s+(table|view|materialized\s+view|schema|type|function|sequence)\b/i, 'it still uses what is dropped'],
  [/^alter\s+(table|type|schema|view|sequence)\b.*\brename\b/i, 'it knows the old name'],
  [
    /^alter\s+table\b.*\bdrop\s+(?!constraint\b|not\s+null\b|default\b|expression\b|identity\b)/i,
    'it still reads and writes the column',
  ],
  [/^alter\s+table\b.*\bdrop\s+default\b/i, 'it leaves the column to its default'],
  [/^alter\s+table\b.*\bset\s+not\s+null\b/i, 'it may still write null'],
  [/^alter\s+table\b.*\balter\s+(column\s+)?\S+\s+(set\s+data\s+)?type\b/i, 'it reads and writes the old type'],
]
const ADDED_COLUMN = /\badd\s+(?!constraint\b|check\b|unique\b|primary\b|foreign\b|exclude\b|value\b)/i

/**
 * Finds what makes a migration one that only a version may meet which expects it: while a rollout lasts, and after a
 * rollback, the version before runs on the same tables. Tables that the migration itself creates are nobody's yet.
 */
export function contractingChanges(sql: string): ContractingChange[] {
  const statements = splitStatements(sql)
  const isNew = createdTables(statements)
  return statements.flatMap((statement) => {
    if (isNew(statement)) return []
    const why = RULES.find(([pattern]) => pattern.test(statement))?.[1] ?? demandsValue(statement)
    return why ? [{ statement, why }] : []
  })
}

/** A column that rows must have, and that the version before does not write. */
function demandsValue(statement: string): string | undefined {
  if (!/^alter\s+table\b/i.test(statement)) return undefined
  const actions = statement
    .replaceAll(/\([^()]*\)/g, '')
    .replaceAll(/\([^()]*\)/g, '')
    .split(',')
  const isDemanding = (action: string) =>
    ADDED_COLUMN.test(action) &&
    /\b(not\s+null|primary\s+key)\b/i.test(action) &&
    !/\b(default|generated)\b/i.test(action)
  return actions.some(isDemanding) ? 'it adds rows without the column' : undefined
}

function createdTables(statements: readonly string[]): (statement: string) => boolean {
  const tableOf = (statement: string, verb: RegExp) =>
    new RegExp(`^${verb.source}\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(${NAME})`, 'i')
      .exec(statement)?.[1]
      ?.replaceAll('"', '')
      .toLowerCase()
  const created = new Set(statements.flatMap((statement) => tableOf(statement, /create/) ?? []))
  return (statement) => created.has(tableOf(statement, /alter/) ?? '')
}

const TEXT = /"[^"]*"|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g

/** Statements on one line each, without comments and texts; what functions do when they are called is none of them. */
function splitStatements(sql: string): string[] {
  return sql
    .replaceAll(TEXT, (text) => (text.startsWith('"') ? text : /^['$]/.test(text) ? "''" : ' '))
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '')
}
