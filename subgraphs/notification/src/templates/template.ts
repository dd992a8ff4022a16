import type { z } from 'zod'
import type { NotificationCategory, NotificationReason } from '../generated/prisma/enums.ts'
import type { Language, Wording } from './wording.ts'

/** Where an e-mail leads. It names a token and is none: the token comes to be when the e-mail is sent. */
export interface MailLink {
  /** What a click does. */
  label: string
  /** Page of the web application. */
  page: 'reset-password' | 'verify-email'
  tokenId: string
}

/** What one notification says in one language. */
export interface Texts {
  /** One line: headline in the product, subject of the e-mail. */
  title: string
  /** A few sentences; a blank line starts a paragraph. */
  body: string
  /** Text of the e-mail, in paragraphs as `body`, where it must say something else. */
  mail?: string
  /** Ends the e-mail; never shown in the product. */
  link?: MailLink
}

type Write<Data> = (data: Data, wording: Wording) => Texts

/** A kind of notification before anything of it exists. */
export interface Template<Data extends z.ZodObject = z.ZodObject> {
  readonly category: NotificationCategory
  readonly reason: NotificationReason
  /** What the texts need; stored with the notification and read again by the same schema. */
  readonly data: Data
  /** Reads stored data. @throws ZodError when it does not fit */
  readonly read: (stored: unknown) => Draft
}

/** A notification whose data has been read, ready to be written in any language. */
export interface Draft {
  /** Courses whose titles the texts use. */
  readonly courseIds: readonly string[]
  readonly languages: object
  /** When an e-mail of it is of no use any more; null where it always is. */
  readonly uselessFrom: Date | null
  readonly write: (language: Language, wording: Wording) => Texts
}

/**
 * Joins a template's data and texts. `courses` names the courses whose titles the texts use; after `expiresAt` (ISO 8601)
 * no e-mail is sent.
 */
export function defineTemplate<Data extends z.ZodObject>(template: {
  category: NotificationCategory
  reason: NotificationReason
  data: Data
  courses?: (data: z.infer<Data>) => string[]
  expiresAt?: (data: z.infer<Data>) => string
  texts: { en: Write<z.infer<Data>> } & Partial<Record<Language, Write<z.infer<Data>>>>
}): Template<Data> {
  const { category, reason, data: schema, courses, expiresAt, texts } = template
  return {
    category,
    reason,
    data: schema,
    read(stored) {
      const data = schema.parse(stored)
      return {
        courseIds: courses?.(data) ?? [],
        languages: texts,
        uselessFrom: expiresAt ? new Date(expiresAt(data)) : null,
        write: (language, wording) => (texts[language] ?? texts.en)(data, wording),
      }
    },
  }
}
