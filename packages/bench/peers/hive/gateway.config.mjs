import { defineConfig } from '@graphql-hive/gateway'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'

/*
 * Read by the command `hive-gateway`, in whose process this runs. The settings are those of the public benchmark of
 * federation gateways (graphql-hive/graphql-gateways-benchmark), which also passes --jit where the runtime is Hive
 * Gateway's own.
 */
export const gatewayConfig = defineConfig({
  ...(process.env.RUNTIME === 'rust' ? { unifiedGraphHandler } : {}),
  // Identical requests of clients that are under way at the same time. Off by default.
  inboundInflightRequestDeduplication: process.env.REQUEST_SHARING === 'on',
  // Identical requests to a subgraph that are under way at the same time. On by default.
  transportEntries: {
    '*.http': { options: { deduplicateInflightRequests: process.env.SUBGRAPH_SHARING === 'on' } },
  },
})

process.on('disconnect', () => process.exit())

/* The command does not tell that it listens. */
const port = Number(process.env.PORT)
const asking = setInterval(async () => {
  const response = await fetch(`http://127.0.0.1:${port}/readiness`).catch(() => null)
  if (!response?.ok || !asking.hasRef()) return
  asking.unref()
  clearInterval(asking)
  process.send(port)
}, 200)
