import type { PrismaClient } from '../generated/prisma/client.ts'
import type { ContactModel, NotificationModel } from '../generated/prisma/models.ts'
import { REASONS } from './reasons.ts'
import type { Draft, Texts } from './template.ts'
import { findTemplate } from './templates.ts'
import { createWording, languageFor, type Reader } from './wording.ts'

/** A notification in its recipient's language. */
export interface RenderedNotification {
  texts: Texts
  why: string
  /** When an e-mail of it is of no use any more; null where it always is. */
  uselessFrom: Date | null
  /** Null while this service has not heard of the recipient. */
  contact: ContactModel | null
}

const UNKNOWN_READER: Reader = { locale: 'en', timeZone: 'UTC' }

/** Writes notifications in their recipients' languages with two statements; one that cannot be written is an Error. */
export async function renderNotifications(
  db: Pick<PrismaClient, 'contact' | 'rosterCourse'>,
  notifications: readonly NotificationModel[],
): Promise<(RenderedNotification | Error)[]> {
  const drafts = notifications.map(readDraft)
  const courseIds = drafts.flatMap((draft) => (draft instanceof Error ? [] : draft.courseIds))
  const [contacts, courses] = await Promise.all([
    db.contact.findMany({ where: { userId: { in: notifications.map(({ recipientId }) => recipientId) } } }),
    db.rosterCourse.findMany({ where: { courseId: { in: courseIds } } }),
  ])
  const contactById = new Map(contacts.map((contact) => [contact.userId, contact]))
  const titles = new Map(courses.map(({ courseId, title }) => [courseId, title]))
  return drafts.map((draft, index) => {
    const notification = notifications[index]
    if (draft instanceof Error || !notification) return draft as Error
    return render(notification, draft, contactById.get(notification.recipientId) ?? null, titles)
  })
}

function readDraft({ template, data }: NotificationModel): Draft | Error {
  try {
    return findTemplate(template).read(data)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function render(
  { reason }: NotificationModel,
  draft: Draft,
  contact: ContactModel | null,
  titles: ReadonlyMap<string, string>,
): RenderedNotification {
  const reader = contact ?? UNKNOWN_READER
  const language = languageFor(reader, draft.languages)
  const texts = draft.write(language, createWording(reader, language, titles))
  const why = REASONS[languageFor(reader, REASONS)][reason]
  return { texts, why, uselessFrom: draft.uselessFrom, contact }
}
