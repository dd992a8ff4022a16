import type { Logger } from '@lms/kit/log'
import type { Viewer } from '@lms/kit/viewer'

/** What is known of one request while it is answered. */
export interface RouterContext {
  viewer: Viewer
  requestId: string
  log: Logger
}
