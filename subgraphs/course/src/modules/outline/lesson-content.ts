import { refuse } from '@lms/kit/errors'
import { idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { LessonKind } from '../../generated/prisma/enums.ts'

/** A lesson's content as a client gives it: one field per kind. */
export const LessonContentInput = z.object({
  article: z.object({ body: requiredText(100_000) }).nullish(),
  video: z.object({ fileId: idText }).nullish(),
  file: z.object({ fileId: idText }).nullish(),
  quiz: z.object({ quizId: idText }).nullish(),
  assignment: z.object({ assignmentId: idText }).nullish(),
  live: z.object({ liveSessionId: idText }).nullish(),
})

/** A lesson's content as it is stored. */
export interface StoredContent {
  body: string | null
  resourceId: string | null
}

/** Path, below `content`, of the id of what a kind of lesson is made of. */
export const RESOURCE_FIELD = {
  VIDEO: ['video', 'fileId'],
  FILE: ['file', 'fileId'],
  QUIZ: ['quiz', 'quizId'],
  ASSIGNMENT: ['assignment', 'assignmentId'],
  LIVE: ['live', 'liveSessionId'],
} as const satisfies Partial<Record<LessonKind, readonly [string, string]>>

/** Content of a lesson of this kind. Refuses CONTENT_MISMATCH unless the kind's own field is given, and it alone. */
export function contentOf(kind: LessonKind, content: z.infer<typeof LessonContentInput>): StoredContent {
  const given = Object.values(content).filter((value) => value != null).length
  const stored = storedContent(kind, content)
  if (given === 1 && stored) return stored
  return refuse('CONTENT_MISMATCH', `Give exactly what a lesson of kind ${kind} is made of.`, 'content')
}

function storedContent(kind: LessonKind, content: z.infer<typeof LessonContentInput>): StoredContent | null {
  if (kind === 'ARTICLE') return content.article ? { body: content.article.body, resourceId: null } : null
  const [field, id] = RESOURCE_FIELD[kind]
  const resource: Record<string, string> | null | undefined = content[field]
  return resource ? { body: null, resourceId: resource[id] ?? null } : null
}
