import { newId } from '@lms/kit/ids'
import type { Role, SignedInViewer } from '@lms/kit/viewer'

/** Somebody signed in with platform roles, as the router's token would describe them. */
export function createViewer(...roles: Role[]): SignedInViewer {
  return { kind: 'user', id: newId('user'), sessionId: newId('session'), roles: ['STUDENT', ...roles], scopes: [] }
}
