import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Whether this machine has Tilt, which evaluates the Tiltfile. */
export const canEvaluate = (): Promise<boolean> =>
  promisify(execFile)('tilt', ['version']).then(
    () => true,
    () => false,
  )
