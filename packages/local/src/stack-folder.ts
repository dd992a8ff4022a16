import { join, resolve } from 'node:path'

/** Where `npm start` keeps its data: `.local` in the project, or `LMS_LOCAL_DIR`. */
export function stackFolder(environment: NodeJS.ProcessEnv): string {
  return resolve(environment.LMS_LOCAL_DIR || join(import.meta.dirname, '../../../.local'))
}
