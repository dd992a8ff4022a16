import { MigrationError } from '@lms/kit/migrate'
import { StackError } from './stack-error.ts'

/**
 * Runs what first talks to a server that the user named by `variable`.
 * @throws StackError when the server cannot be used; a failed migration as it is
 */
export async function useGivenServer<Result>(variable: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof StackError || cause instanceof MigrationError) throw cause
    throw new StackError(
      `The server that ${variable} names cannot be used: ${reasonOf(cause)}`,
      `Start that server, correct ${variable}, or unset it to do without.`,
      { cause },
    )
  }
}

/** A name with several addresses fails with an error for each and no message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.map(reasonOf).join(', ')
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause)
}
