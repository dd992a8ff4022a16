import { planFault } from '@lms/kit/fault'
import { runProcess } from '@lms/kit/run'
import { SERVICES } from '@lms/local/services'

// One service as a process of its own, as its main.ts runs it; whoever started it plans faults by messages.
const [, , name] = process.argv
const start = SERVICES.find((service) => service.name === name)?.start
if (!start) throw new Error(`no service is called ${name}`)
process.on('message', (plan) => planFault({ NODE_ENV: 'test', FAULT: String(plan) }))
// Where whoever started it dies, so does it.
process.on('disconnect', () => process.exit())
await runProcess(async (environment) => {
  const running = await start(environment)
  process.send?.('ready')
  return running
}, process.env)
