import { runProcess } from '@lms/kit/run'
import { startNotification } from './server.ts'

await runProcess(startNotification, process.env)
