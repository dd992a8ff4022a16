import { startRouter } from '@lms/router/server'

/* The router as a process of the benchmark; it ends with its parent. */
const router = await startRouter(process.env)
process.on('disconnect', () => process.exit())
process.on('unhandledRejection', (reason) => {
  console.error('unhandled rejection', reason)
  process.exit(1)
})
process.send?.(Number(new URL(router.url).port))
