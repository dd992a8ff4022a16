import type { RedisClient } from '@lms/kit/redis'
import type { ServiceBase } from '@lms/kit/service'
import type { Bells } from '@lms/kit/streams/bells'
import type { Conference } from './conference/conference.ts'
import type { LiveSessionConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { Heartbeats } from './modules/presence/heartbeats.ts'
import type { RequireWatchable } from './modules/room/require-watchable.ts'
import type { Rooms } from './modules/room/rooms.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<LiveSessionConfig, PrismaClient, Tx> {
  conference: Conference
  redis: RedisClient
  bells: Bells
  rooms: Rooms
  requireWatchable: RequireWatchable
  heartbeats: Heartbeats
}
