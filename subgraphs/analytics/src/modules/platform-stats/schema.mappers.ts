import type { PlatformStats } from './platform-stats.ts'

export type PlatformStatsMapper = PlatformStats
