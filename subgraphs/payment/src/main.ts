import { runProcess } from '@lms/kit/run'
import { startPayment } from './server.ts'

await runProcess(startPayment, process.env)
