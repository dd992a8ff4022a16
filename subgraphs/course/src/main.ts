import { runProcess } from '@lms/kit/run'
import { startCourse } from './server.ts'

await runProcess(startCourse, process.env)
