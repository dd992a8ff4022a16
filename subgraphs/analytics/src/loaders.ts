import DataLoader from 'dataloader'
import type { Deps } from './deps.ts'
import { loadTimeSeries, type Point, type SeriesQuestion } from './figures/load-time-series.ts'
import { type BoundedRange, rangeKey } from './figures/range.ts'
import { type CourseStats, loadCourseStats } from './modules/course-stats/course-stats.ts'

export type Loaders = ReturnType<typeof createLoaders>

type StatsKey = { courseId: string; range: BoundedRange }
type SeriesKey = SeriesQuestion & { courseId: string }

/** Batched reads of one request: courses that are asked the same share their statements. */
export function createLoaders(db: Deps['replica'], now: Date) {
  return {
    courseStats: loadPerQuestion<StatsKey, CourseStats>(
      ({ range }) => rangeKey(range),
      (courseIds, { range }) => loadCourseStats(db, courseIds, range, now),
    ),
    timeSeries: loadPerQuestion<SeriesKey, Point[]>(
      ({ metric, interval, range }) => `${metric} ${interval} ${rangeKey(range)}`,
      (courseIds, question) => loadTimeSeries(db, courseIds, question),
    ),
  }
}

/** Loads answers of courses; those with the same question, as `questionOf` names it, are read together. */
function loadPerQuestion<Key extends { courseId: string }, Answer>(
  questionOf: (key: Key) => string,
  read: (courseIds: string[], question: Key) => Promise<Map<string, Answer>>,
): DataLoader<Key, Answer, string> {
  return new DataLoader<Key, Answer, string>(
    async (keys) => {
      const groups = [...Map.groupBy(keys, questionOf).values()]
      const answers = await Promise.all(
        groups.map(async (group) => {
          const [first] = group
          return first ? read([...new Set(group.map(({ courseId }) => courseId))], first) : new Map<string, Answer>()
        }),
      )
      const byQuestion = new Map(groups.map((group, index) => [group[0] && questionOf(group[0]), answers[index]]))
      return keys.map(
        (key) => byQuestion.get(questionOf(key))?.get(key.courseId) ?? new Error('unreachable: every key was read'),
      )
    },
    { cacheKeyFn: (key) => `${key.courseId} ${questionOf(key)}` },
  )
}
