import type { LiveSessionModel } from '../../generated/prisma/models.ts'

export type LiveSessionMapper = LiveSessionModel

/** A reference: the course subgraph has the rest. */
export interface CourseMapper {
  id: string
}
