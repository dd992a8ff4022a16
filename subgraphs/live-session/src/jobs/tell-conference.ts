import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import { CONFERENCE_TOPIC } from '../conference/note-change.ts'
import { tellDueChange } from '../conference/tell-change.ts'
import type { Deps } from '../deps.ts'

/** Tells the media server of changes, as soon as they are committed, until it knows. */
export const startTellingConference = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'tell-conference',
    everyMs: deps.config.LIVE_SWEEP_MS,
    listen: (onWork) => deps.bells.listen(CONFERENCE_TOPIC, onWork),
    run: () => tellDueChange(deps),
  })
