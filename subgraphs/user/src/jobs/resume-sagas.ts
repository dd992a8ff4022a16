import type { EventCause } from '@lms/kit/events/event-cause'
import { resumeSagas as resume, type SagaResumption } from '@lms/kit/events/resume-sagas'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps, Tx } from '../deps.ts'
import { erasureSaga } from '../modules/privacy/erasure-saga.ts'
import { exportSaga } from '../modules/privacy/export-saga.ts'
import { tellErasure } from '../modules/privacy/tell-erasure.ts'
import { tellExport } from '../modules/privacy/tell-export.ts'

type Tell = (tx: Tx, key: string, event: { version: number; time: Date; cause: EventCause }) => Promise<void>

/** Asks the domains again that have not answered an erasure or an export. */
export const resumeSagas = (deps: Deps): BackgroundWork => {
  const asking = (kind: string, tell: Tell): SagaResumption<Tx> => ({
    kind,
    async resume(tx, { key }, cause) {
      const [{ resumed } = { resumed: 1 }] = await tx.$queryRaw<{ resumed: number }[]>`
        select resumed from kit.saga where kind = ${kind} and key = ${key}`
      await tell(tx, key, { version: 1 + resumed, time: deps.clock.now(), cause })
    },
  })
  return resume(deps, [asking(erasureSaga.kind, tellErasure), asking(exportSaga.kind, tellExport)])
}
