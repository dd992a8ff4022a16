import { userCollected } from '@lms/contracts/user'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** The account, what it may do, and when somebody signed in. */
export const onExportOpened = collects(userCollected, async (tx: Tx, userId) => {
  const of = { where: { userId }, orderBy: { id: 'asc' } } as const
  return {
    accounts: await tx.user.findMany({
      where: { id: userId },
      select: {
        ...{ id: true, email: true, emailVerifiedAt: true, displayName: true, locale: true, timeZone: true },
        ...{ firebaseUid: true, suspendedAt: true, createdAt: true },
      },
    }),
    roles: await tx.roleAssignment.findMany({ ...of, omit: { userId: true, grantedById: true } }),
    sessions: await tx.session.findMany({ ...of, omit: { userId: true, generation: true } }),
    suspensions: await tx.suspension.findMany({
      ...of,
      omit: { userId: true, suspendedById: true, reinstatedById: true },
    }),
    exports: await tx.dataExport.findMany({ ...of, omit: { userId: true } }),
  }
})
