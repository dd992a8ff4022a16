import { setTimeout as delay } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'
import type { HealthChecks } from './http-app.ts'

/** Much longer than an answer takes, and short enough that the other metrics come in time. */
const PATIENCE_MS = 2_000

/** Shows at each scrape which of the servers that a process needs answer it: `lms_dependency_up`. */
export function observeDependencies(registry: Registry, checks: HealthChecks, patienceMs = PATIENCE_MS): void {
  new Gauge({
    name: 'lms_dependency_up',
    help: '1 while a server that the process needs answers it, else 0',
    labelNames: ['dependency'],
    registers: [registry],
    async collect() {
      await Promise.all(
        Object.entries(checks).map(async ([dependency, check]) =>
          this.set({ dependency }, (await passes(check, patienceMs)) ? 1 : 0),
        ),
      )
    },
  })
}

async function passes(check: HealthChecks[string], patienceMs: number): Promise<boolean> {
  const settled = new AbortController()
  const limit = delay(patienceMs, false, { signal: settled.signal }).catch(() => false)
  const answer = check().then(
    (report) => report?.ok ?? true,
    () => false,
  )
  const ok = await Promise.race([answer, limit])
  settled.abort()
  return ok
}
