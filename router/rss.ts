import { startRouter } from '@lms/router/server'
const r = await startRouter(process.env as never)
setTimeout(() => { const u = process.memoryUsage(); console.log('router', u, ); process.exit(0) }, 1500)
