import type { LessonRow } from './find-outlines.ts'

/** A lesson as one viewer meets it. */
export interface LessonMapper extends LessonRow {
  /** Whether the viewer may have its content. */
  readable: boolean
  /** The viewer's own enrolment, if any. */
  viewerEnrollmentId: string | null
}

export interface SectionMapper {
  id: string
  title: string
  lessons: LessonMapper[]
}

/** The text is long, and read only when it is asked for. */
export type ArticleContentMapper = { lesson: LessonRow }
export type FileMapper = { id: string }
export type QuizMapper = { id: string }
export type AssignmentMapper = { id: string }
export type LiveSessionMapper = { id: string }
