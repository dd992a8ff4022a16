import type { Context } from '../../context.ts'
import { type Freshness, loadFreshness } from '../../figures/freshness.ts'
import { type Figures, loadFigures } from '../../figures/load-figures.ts'
import { ALL_TIME } from '../../figures/range.ts'

export interface LearningStats extends Figures, Freshness {
  /** Lessons completed, each once per enrolment however often it was done. */
  lessonsCompleted: number
  /** Seconds present in live sessions. */
  liveSeconds: bigint
}

/** How far a person has come, which may lag; whether the viewer may see it is decided before. */
export async function learningStats({ replica, requestedAt }: Context, userId: string): Promise<LearningStats> {
  const [figures, lessonsCompleted, freshness] = await Promise.all([
    loadFigures(replica, { by: 'PERSON', ids: [userId] }, ALL_TIME),
    replica.lessonFact.count({ where: { userId } }),
    loadFreshness(replica, requestedAt),
  ])
  const own = figures.get(userId)
  if (!own) throw new Error('unreachable: whoever is asked about has figures')
  return { ...own, lessonsCompleted, liveSeconds: own.liveAttendance.seconds, ...freshness }
}
