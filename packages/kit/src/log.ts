import { type DestinationStream, type Logger, pino } from 'pino'
import { activeTraceId } from './tracing.ts'

export type { Logger } from 'pino'

/**
 * JSON log lines of one process: `level` as a word, `time` in ISO 8601, `service`, per request `requestId`, and
 * `traceId` where something is traced.
 * Where services share a log, each of them names itself.
 * Personal data is never logged; the paths below are a net for what a library might attach.
 */
export function createLogger(options: { service?: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: options.service === undefined ? {} : { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: nameTrace,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['*.authorization', '*.cookie', '*.password', '*.email', 'req.headers', 'headers'],
    },
    options.destination ?? pino.destination(1),
  )
}

function nameTrace(): object {
  const traceId = activeTraceId()
  return traceId === undefined ? {} : { traceId }
}
