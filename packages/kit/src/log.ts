import { type DestinationStream, pino } from 'pino'
import { knownFields, type LogFields, type LogLine } from './log-line.ts'
import { activeTraceId } from './tracing.ts'

interface WriteLine {
  (fields: LogFields, msg: string): void
  (msg: string): void
}

/** Writes lines of the one schema; see `logLine`. */
export type Logger = Readonly<Record<'debug' | 'info' | 'warn' | 'error' | 'fatal', WriteLine>> & {
  child(fields: { service: string } | { requestId: string }): Logger
}

/**
 * JSON log lines of one process: `level` as a word, `time` in ISO 8601, `service`, per request `requestId`, and
 * `traceId` where something is traced.
 * Where services share a log, each of them names itself.
 * Personal data is never logged; what the schema does not know is left out, whichever library says it.
 */
export function createLogger(options: { service?: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: options.service === undefined ? {} : { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: nameTrace,
      formatters: { level: (label) => ({ level: label }), log: knownFields },
      serializers: { err: describeError },
    },
    options.destination ?? pino.destination(1),
  )
}

function nameTrace(): object {
  const traceId = activeTraceId()
  return traceId === undefined ? {} : { traceId }
}

/** With its causes, and without what libraries attach to errors: rows that were refused, addresses, headers. */
function describeError(thrown: unknown): LogLine['err'] {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) }
  const { type, message, stack, code } = pino.stdSerializers.err(thrown) as ReturnType<
    typeof pino.stdSerializers.err
  > & {
    code?: unknown
  }
  const text = { type, message: withoutArguments(message), stack: withoutArguments(stack) }
  return { ...text, ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}) }
}

/** Prisma quotes the arguments of a call that is wrong, and with them what people entered. */
const withoutArguments = (text: string): string =>
  text.replaceAll(/(Invalid `[^`]+` invocation:)\n\n\{\n[\s\S]*?\n\}\n/g, '$1\n')
