import { isExclusionViolation } from '@lms/kit/constraint-errors'
import { refuse } from '@lms/kit/errors'

/** Writes a plan; the database refuses it where it overlaps another of its host's. Refuses HOST_OVERLAP. */
export async function refuseOverlap<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write
  } catch (error) {
    if (isExclusionViolation(error, 'live_session_host_overlap')) {
      return refuse('HOST_OVERLAP', 'The host has another session at that time.', 'startsAtLocal')
    }
    throw error
  }
}
