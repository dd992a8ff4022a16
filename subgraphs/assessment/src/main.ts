import { runProcess } from '@lms/kit/run'
import { startAssessment } from './server.ts'

await runProcess(startAssessment, process.env)
