/** How Prisma 7 with adapter-pg reports what the database refused; the constraint's name is in the driver's cause. */
interface DriverCause {
  originalCode?: string
  constraint?: { index?: string; fields?: string[] }
  originalMessage?: string
}

function driverCause(error: unknown): DriverCause | null {
  if (typeof error !== 'object' || error === null || !('meta' in error)) return null
  const meta = error.meta as { driverAdapterError?: { cause?: DriverCause } } | undefined
  return meta?.driverAdapterError?.cause ?? null
}

const UNIQUE_VIOLATION = '23505'
const CHECK_VIOLATION = '23514'
const EXCLUSION_VIOLATION = '23P01'
const UNTRANSLATABLE_CHARACTERS = ['22021', '22P05']

/** Whether a write broke a unique index; `index` narrows it to one by name. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  const cause = driverCause(error)
  const unique = cause?.originalCode === UNIQUE_VIOLATION || (error as { code?: unknown })?.code === 'P2002'
  if (!unique || index === undefined) return unique
  return cause?.constraint?.index === index || (cause?.originalMessage?.includes(`"${index}"`) ?? false)
}

/** Whether a write broke a CHECK constraint; `name` narrows it to one. */
export function isCheckViolation(error: unknown, name?: string): boolean {
  const cause = driverCause(error)
  if (cause?.originalCode !== CHECK_VIOLATION) return false
  return name === undefined || (cause.originalMessage?.includes(`"${name}"`) ?? false)
}

/** Whether a write broke the EXCLUDE constraint of this name. */
export function isExclusionViolation(error: unknown, name: string): boolean {
  const cause = driverCause(error)
  return cause?.originalCode === EXCLUSION_VIOLATION && (cause.originalMessage?.includes(`"${name}"`) ?? false)
}

/** Whether text could not be stored: NUL, or a JSON escape that PostgreSQL cannot hold. */
export function isUnstorableText(error: unknown): boolean {
  return UNTRANSLATABLE_CHARACTERS.includes(driverCause(error)?.originalCode ?? '')
}
