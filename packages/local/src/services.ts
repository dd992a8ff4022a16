import { startAnalytics } from '@lms/analytics/server'
import { startAssessment } from '@lms/assessment/server'
import { startCourse } from '@lms/course/server'
import { startFile } from '@lms/file/server'
import type { StartService } from '@lms/kit/service'
import { startLiveSession } from '@lms/live-session/server'
import { startNotification } from '@lms/notification/server'
import { startPayment } from '@lms/payment/server'
import { startUser } from '@lms/user/server'

export interface ServiceEntry {
  /** Name in the supergraph; the service is `<name>-service`. */
  readonly name: string
  readonly port: number
  readonly start: StartService
}

export const ROUTER_PORT = 3000

/** The eight subgraphs with the ports of the deployment guide. */
export const SERVICES: readonly ServiceEntry[] = [
  { name: 'user', port: 3001, start: startUser },
  { name: 'course', port: 3002, start: startCourse },
  { name: 'payment', port: 3003, start: startPayment },
  { name: 'assessment', port: 3004, start: startAssessment },
  { name: 'analytics', port: 3005, start: startAnalytics },
  { name: 'notification', port: 3006, start: startNotification },
  { name: 'live-session', port: 3007, start: startLiveSession },
  { name: 'file', port: 3008, start: startFile },
]

/** `USER_SERVICE_PORT` and the like. */
export const portVariable = (name: string): string => `${name.replaceAll('-', '_').toUpperCase()}_SERVICE_PORT`
