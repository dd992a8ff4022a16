import { refuse } from '@lms/kit/errors'
import type { Tx } from '../../context.ts'

/** Refuses LAST_ADMINISTRATOR when nobody else could run the platform: suspended administrators cannot. */
export async function keepOneAdministrator(tx: Tx, leavingId: string): Promise<void> {
  // The row locks make two administrators who remove each other take turns.
  await tx.$queryRaw`
    select id from role_assignment where role = 'ADMIN' and scope = 'PLATFORM' order by id for update`
  // Read by a statement of its own, which sees what those did for whom the locks were waited for.
  const active = await tx.user.findMany({
    where: { suspendedAt: null, roles: { some: { role: 'ADMIN', scope: 'PLATFORM' } } },
    select: { id: true },
  })
  if (active.length > 0 && active.every(({ id }) => id === leavingId))
    refuse('LAST_ADMINISTRATOR', 'The last administrator cannot be removed.', 'userId')
}
