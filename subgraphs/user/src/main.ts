import { runProcess } from '@lms/kit/run'
import { startUser } from './server.ts'

await runProcess(startUser, process.env)
