// Starts the router without anything around it and stops it again, so that both of its processes write what they
// compiled to NODE_COMPILE_CACHE: their options differ, and what is compiled holds for one set of options.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

const off = [
  'AUTHENTICATION',
  'SUBGRAPH_AUTHENTICATION',
  'COST_LIMITS',
  'RATE_LIMIT',
  'AUTOMATIC_PERSISTED_QUERIES',
  'PERSISTED_OPERATIONS',
]
const environment = Object.fromEntries(off.map((name) => [name, 'off']))
const router = spawn(process.execPath, ['start.mjs'], {
  env: {
    ...process.env,
    ...environment,
    FRONTEND_URL: 'http://localhost',
    API_GATEWAY_PORT: '3000',
    HOST: '127.0.0.1',
  },
  stdio: 'inherit',
})
const ended = once(router, 'exit')
const deadline = Date.now() + 60_000
while (
  !(await fetch('http://127.0.0.1:3000/health/ready').then(
    ({ ok }) => ok,
    () => false,
  ))
) {
  if (router.exitCode !== null || Date.now() > deadline) throw new Error('the router did not start')
  await delay(100)
}
router.kill('SIGTERM')
const [code] = await ended
process.exit(code)
