import { resumeSagas } from '@lms/kit/events/resume-sagas'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps, Tx } from '../deps.ts'
import { erasureSaga } from '../modules/privacy/erasure-saga.ts'
import { tellErasure } from '../modules/privacy/tell-erasure.ts'

/** Asks the domains again that have not answered an erasure. */
export const resumeErasures = (deps: Deps): BackgroundWork =>
  resumeSagas<Tx>(deps, [
    {
      kind: erasureSaga.kind,
      async resume(tx, { key }, cause) {
        const [{ resumed } = { resumed: 1 }] = await tx.$queryRaw<{ resumed: number }[]>`
          select resumed from kit.saga where kind = ${erasureSaga.kind} and key = ${key}`
        await tellErasure(tx, key, { version: 1 + resumed, time: deps.clock.now(), cause })
      },
    },
  ])
