import { runProcess } from '@lms/kit/run'
import { startFile } from './server.ts'

await runProcess(startFile, process.env)
