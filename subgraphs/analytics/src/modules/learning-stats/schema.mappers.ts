import type { LearningStats } from './learning-stats.ts'

export type UserMapper = { id: string }
export type LearningStatsMapper = LearningStats
