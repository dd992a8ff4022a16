import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { formatTraceparent, parseTraceparent } from './traceparent.ts'

/*
 * What the code needs to be traced. All of it does next to nothing in a process where `startTracing` was not called.
 */

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
let isTraced = false

/** Told by `startTracing`: even spans that nobody records take time, and requests have many. */
export function traceThisProcess(on: boolean): void {
  isTraced = on
}

/** Whether spans of this process are recorded at all. */
export const isTracing = (): boolean => isTraced

export interface SpanOptions {
  /** SERVER and CONSUMER begin the work of this process, CLIENT waits for another; INTERNAL when absent. */
  kind?: SpanKind
  /** Names, counts and outcomes. Never what a client sent as a value, nor anything about a person. */
  attributes?: Attributes
  /** The trace to continue, from a source that is trusted; the active span's when absent. */
  traceparent?: string | undefined
}

/**
 * Runs a step as a span: what it calls becomes its children. The span ends with the step; a failure marks it with the
 * kind of the error, not its text, which may quote anything.
 */
export function withSpan<Result>(
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, traceparent }: SpanOptions,
  run: (span: Span) => Result,
): Result {
  if (!isTraced) return run(NO_SPAN)
  const remote = parseTraceparent(traceparent)
  const parent = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : context.active()
  return tracer().startActiveSpan(name, { kind, attributes }, parent, (span) => {
    try {
      const result = run(span)
      if (!(result instanceof Promise)) return endWith(span, result)
      return result.then(
        (value) => endWith(span, value),
        (error: unknown) => failWith(span, error),
      ) as Result
    } catch (error) {
      return failWith(span, error)
    }
  })
}

function endWith<Value>(span: Span, value: Value): Value {
  span.end()
  return value
}

function failWith(span: Span, error: unknown): never {
  markFailed(span, error instanceof Error ? error.name : typeof error)
  span.end()
  throw error
}

/** Marks a span as failed; `type` is of a small set: an error's name or code. */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** `traceparent` of the active span, for whoever is asked next; undefined where nothing is traced. */
export function activeTraceparent(): string | undefined {
  if (!isTraced) return undefined
  const active = trace.getActiveSpan()?.spanContext()
  return active && formatTraceparent(active)
}

/** Id of the active trace, for logs. */
export const activeTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId

/** A link to the trace that a stranger claims to be in: worth a look, not worth joining. */
export function linkTo(traceparent: string | undefined): Link[] {
  const remote = parseTraceparent(traceparent)
  return remote ? [{ context: remote }] : []
}

/** Asked for each time: the tracer changes when tracing starts. */
export const tracer = () => trace.getTracer('lms')
