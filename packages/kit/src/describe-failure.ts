/** What somebody at a terminal is told of a command that failed: no stack where only its words were wrong. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isMisspelt = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return isMisspelt ? error.message : (error.stack ?? error.message)
}
