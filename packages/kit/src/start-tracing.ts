import {
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { TracingConfig } from './config.ts'
import { traceThisProcess } from './tracing.ts'

/** Statements are texts with placeholders; some are long. */
const LONGEST_ATTRIBUTE = 1_000

/** A collector that is away must not use up the time that a process has to stop. */
const EXPORT_TIMEOUT_MS = 2_000

export interface Tracing {
  /** Sends what is left, for at most a few seconds. */
  stop(): Promise<void>
}

/** Where tracing is off, or somebody else's. */
export const noTracing: Tracing = { stop: async () => {} }

/**
 * Starts tracing for the whole process: its tracer is global, so services that share a process share it too. Nothing is
 * loaded, and `withSpan` costs next to nothing, where no collector is named.
 * @param service names the process in traces
 */
export async function startTracing(service: string, config: TracingConfig): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = config
  if (endpoint === undefined) return noTracing
  const sdk = await loadSdk()
  const provider = new sdk.TracerProvider({
    resource: sdk.resourceFromAttributes({ 'service.name': service, 'service.namespace': 'lms' }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanLimits: { attributeValueLengthLimit: LONGEST_ATTRIBUTE },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new sdk.OTLPTraceExporter({
          url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
          timeoutMillis: EXPORT_TIMEOUT_MS,
        }),
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  })
  const contexts = new sdk.AsyncLocalStorageContextManager()
  context.setGlobalContextManager(contexts.enable())
  trace.setGlobalTracerProvider(provider)
  const prisma = new sdk.PrismaInstrumentation({ ignoreSpanTypes: PRISMA_DETAILS })
  prisma.setTracerProvider(neverFirst(provider))
  prisma.enable()
  traceThisProcess(true)
  return {
    async stop() {
      traceThisProcess(false)
      prisma.disable()
      await provider.shutdown().catch(() => {})
      trace.disable()
      context.disable()
    },
  }
}

/** What Prisma does around a statement tells nobody anything: one span per call and one per statement are left. */
const PRISMA_DETAILS = [/^prisma:client:(?!operation$|transaction$|db_query$)/]

async function loadSdk() {
  const [sdk, { resourceFromAttributes }, { AsyncLocalStorageContextManager }, { OTLPTraceExporter }, prisma] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@prisma/instrumentation'),
    ])
  const { PrismaInstrumentation } = prisma
  return { ...sdk, resourceFromAttributes, AsyncLocalStorageContextManager, OTLPTraceExporter, PrismaInstrumentation }
}

/** Jobs look into the database all the time: statements join a trace, and begin none. */
function neverFirst(provider: TracerProvider): TracerProvider {
  return {
    getTracer(name) {
      const tracer = provider.getTracer(name)
      const noSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
      return {
        startSpan: (...span) => (trace.getActiveSpan() ? tracer.startSpan(...span) : noSpan),
        startActiveSpan: (spanName: string, options: SpanOptions, run: (span: Span) => unknown) =>
          trace.getActiveSpan() ? tracer.startActiveSpan(spanName, options, run) : run(noSpan),
      } as Tracer
    },
  }
}
