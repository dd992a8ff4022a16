import { isSpanContextValid, type SpanContext } from '@opentelemetry/api'

const VERSION_00 = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/

/**
 * Reads a `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header).
 * @returns null for anything that is not exactly one; a reader must then go on as if there were none
 */
export function parseTraceparent(text: string | undefined): SpanContext | null {
  const [, traceId, spanId, flags] = VERSION_00.exec(text ?? '') ?? []
  if (!traceId || !spanId || !flags) return null
  const parsed = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return isSpanContextValid(parsed) ? parsed : null
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
