import type { CourseStats } from './course-stats.ts'

export type CourseMapper = { id: string }
export type CourseStatsMapper = CourseStats
