import { runProcess } from '@lms/kit/run'
import { startAnalytics } from './server.ts'

await runProcess(startAnalytics, process.env)
