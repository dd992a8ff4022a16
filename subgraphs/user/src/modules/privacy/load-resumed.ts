import type { SagaDefinition } from '@lms/kit/events/saga'
import type { Deps } from '../../deps.ts'

/** How often the domains had to be asked again, by saga. */
export async function loadResumed(
  db: Deps['db'],
  { kind }: Pick<SagaDefinition<never>, 'kind'>,
  keys: string[],
): Promise<Map<string, number>> {
  const sagas = await db.$queryRaw<{ key: string; resumed: number }[]>`
    select key, resumed from kit.saga where kind = ${kind} and key = any(${keys})`
  return new Map(sagas.map(({ key, resumed }) => [key, resumed]))
}
