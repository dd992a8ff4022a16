import { planFault } from '@lms/kit/fault'

// Loaded before a service's own main.ts: whoever started the process plans faults by messages.
process.on('message', (plan) => planFault({ NODE_ENV: 'test', FAULT: String(plan) }))
// Where whoever started it dies, so does it.
process.on('disconnect', () => process.exit())
