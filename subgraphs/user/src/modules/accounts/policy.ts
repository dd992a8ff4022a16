import { forbidden } from '@lms/kit/errors'
import { isStaff, isViewer } from '@lms/kit/viewer'
import { rule } from 'graphql-shield'
import type { Context } from '../../context.ts'

/** Private facts of an account are for its owner and staff. */
export const ownAccountOrStaff = rule('ownAccountOrStaff', { cache: 'no_cache' })(
  (user: { id: string }, _args, { viewer }: Context) =>
    isViewer(viewer, user.id) || isStaff(viewer) ? true : forbidden(),
)
