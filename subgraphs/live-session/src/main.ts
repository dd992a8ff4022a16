import { runProcess } from '@lms/kit/run'
import { startLiveSession } from './server.ts'

await runProcess(startLiveSession, process.env)
