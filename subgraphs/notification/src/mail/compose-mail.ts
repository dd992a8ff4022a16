import type { ContactModel } from '../generated/prisma/models.ts'
import type { Texts } from '../templates/template.ts'
import { type Language, languageFor } from '../templates/wording.ts'

/** What an e-mail says; who sends it and how it is identified is the delivery's matter. */
export interface ComposedMail {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}

const GREETINGS: Record<Language, (name: string) => string> = {
  en: (name) => `Hello ${name},`,
  de: (name) => `Guten Tag ${name},`,
}

/** Puts a notification's texts into a letter, as plain text and as HTML of the same content. */
export function composeMail(contact: ContactModel, texts: Texts, why: string): ComposedMail {
  const language = languageFor(contact, GREETINGS)
  const paragraphs = [GREETINGS[language](contact.displayName), ...splitParagraphs(texts.mail ?? texts.body)]
  return {
    to: { name: contact.displayName, address: contact.email },
    subject: texts.title,
    text: `${paragraphs.join('\n\n')}\n\n-- \n${why}\n`,
    html: page(language, texts.title, paragraphs, why),
  }
}

const splitParagraphs = (text: string): string[] => text.split(/(?:\r?\n){2,}/)

function page(language: Language, title: string, paragraphs: string[], why: string): string {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`).join('\n')
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">
${body}
<p style="color: #666; font-size: smaller">${escapeHtml(why)}</p>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
