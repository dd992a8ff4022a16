import { runProcess } from '@lms/kit/run'
import { startRouter } from './server.ts'

await runProcess(startRouter, process.env)
