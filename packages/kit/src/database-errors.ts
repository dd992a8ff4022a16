/** Serialization failure and deadlock: the transaction did nothing and may be run again. */
const CONFLICT_STATES = new Set(['40001', '40P01'])

/**
 * SQLSTATEs, by class or in full, that speak of the server and not of the statement: connection lost, out of resources,
 * operator intervention, system error, wrong credentials, missing database, lock or statement timeout, read-only server.
 */
const TRANSIENT_STATES = ['08', '28', '3D000', '53', '57', '58', '40', '55P03', '25006', '25P03', '25P04']

/** Prisma's codes with the same meaning; P1xxx is the connection itself. */
const TRANSIENT_PRISMA_CODES = new Set(['P2024', 'P2028', 'P2034', 'P2037'])

/** How a driver adapter names what Prisma has no code for. */
const TRANSIENT_KINDS = new Set([
  'AuthenticationFailed',
  'ConnectionClosed',
  'DatabaseAccessDenied',
  'DatabaseDoesNotExist',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
  'TransactionAlreadyClosed',
  'TransactionWriteConflict',
])

/** System calls and HTTP clients. */
const TRANSIENT_SYSTEM_CODES = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
])

const TRANSIENT_NAMES = new Set(['AbortError', 'ClusterAllFailedError', 'MaxRetriesPerRequestError', 'TimeoutError'])

/** Faults for which `pg`, Prisma and ioredis have nothing but a text. */
const TRANSIENT_MESSAGES = [
  /^timeout exceeded when trying to connect/,
  /^Client has encountered a connection error and is not queryable/,
  /^Connection terminated/,
  /^Cannot use a pool after calling end on the pool/,
  /^Query read timeout/,
  /^Command timed out/,
  /^Connection is closed/,
  /^Stream isn't writeable/,
  /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY|OOM) /,
]

/** The parts of the errors of Prisma, its driver adapters, `pg`, kafkajs, ioredis, AWS and Node that tell them apart. */
interface Fault {
  name?: unknown
  code?: unknown
  message?: unknown
  retriable?: unknown
  cause?: unknown
  errors?: unknown
  kind?: unknown
  originalCode?: unknown
  meta?: { driverAdapterError?: unknown; code?: unknown } | null
  $metadata?: { httpStatusCode?: unknown } | null
}

/**
 * Whether a transaction lost to a concurrent one and did nothing, so that running it again is right. Prisma 7 reports
 * that in three shapes: a code (P2034), a bare DriverAdapterError at COMMIT, and P2010 around raw SQL.
 */
export function isTransactionConflict(error: unknown): boolean {
  return some(error, (fault) => {
    if (fault.code === 'P2034' || fault.kind === 'TransactionWriteConflict') return true
    return states(fault).some((state) => CONFLICT_STATES.has(state))
  })
}

/**
 * Whether an error is a fault of the surroundings (database, Kafka, Redis, object store, network, timeouts): the same
 * call may succeed later, so wait and try again. Everything else will fail again however often it is tried.
 */
export function isTransient(error: unknown): boolean {
  return some(error, (fault) => isTransientCode(fault) || isTransientText(fault) || isServerFailure(fault))
}

function isTransientCode(fault: Fault): boolean {
  if (states(fault).some((state) => TRANSIENT_STATES.some((prefix) => state.startsWith(prefix)))) return true
  if (typeof fault.kind === 'string' && TRANSIENT_KINDS.has(fault.kind)) return true
  if (typeof fault.code !== 'string') return false
  return (
    TRANSIENT_SYSTEM_CODES.has(fault.code) || TRANSIENT_PRISMA_CODES.has(fault.code) || /^P1\d{3}$/.test(fault.code)
  )
}

function isTransientText({ name, message, retriable }: Fault): boolean {
  if (typeof name === 'string' && (TRANSIENT_NAMES.has(name) || (name.startsWith('KafkaJS') && retriable === true))) {
    return true
  }
  return typeof message === 'string' && TRANSIENT_MESSAGES.some((pattern) => pattern.test(message))
}

/** The AWS SDK puts the store's own failures into codes of their own, but keeps the status. */
function isServerFailure({ $metadata }: Fault): boolean {
  return typeof $metadata?.httpStatusCode === 'number' && $metadata.httpStatusCode >= 500
}

/** Whether a statement took longer than it may: another server would take as long. */
export const isStatementTimeout = (error: unknown): boolean => some(error, (fault) => states(fault).includes('57014'))

/** SQLSTATEs have five characters and start with a digit or a letter other than Prisma's P1, P2. */
function states({ code, originalCode }: Fault): string[] {
  return [code, originalCode].filter(
    (value): value is string =>
      typeof value === 'string' && /^[0-9A-Z]{5}$/.test(value) && !/^P[1-9]\d{3}$/.test(value),
  )
}

const DEEPEST_CAUSE = 8

/** Tests an error and what it was caused by, however the library wraps it. */
function some(error: unknown, test: (fault: Fault) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > DEEPEST_CAUSE) return false
  const fault: Fault = error
  if (test(fault)) return true
  const inner = [fault.cause, fault.meta?.driverAdapterError, ...(Array.isArray(fault.errors) ? fault.errors : [])]
  return inner.some((cause) => some(cause, test, depth + 1))
}
