import type { ContactModel } from '../generated/prisma/models.ts'
import type { Texts } from '../templates/template.ts'
import { type Language, languageFor } from '../templates/wording.ts'
import type { LinkAddresses } from './link-addresses.ts'

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
export function composeMail(
  contact: ContactModel,
  { title, body, mail, link }: Texts,
  why: string,
  addressOf: LinkAddresses,
): ComposedMail {
  const language = languageFor(contact, GREETINGS)
  const paragraphs = [GREETINGS[language](contact.displayName), ...splitParagraphs(mail ?? body)]
  const written = paragraphs.map(escapeHtml)
  if (link) {
    const address = addressOf(link)
    paragraphs.push(`${link.label}:\n${address}`)
    written.push(`<a href="${escapeHtml(address)}">${escapeHtml(link.label)}</a>`)
  }
  return {
    to: { name: contact.displayName, address: contact.email },
    subject: title,
    text: `${paragraphs.join('\n\n')}\n\n-- \n${why}\n`,
    html: page(language, title, written, why),
  }
}

const splitParagraphs = (text: string): string[] => text.split(/(?:\r?\n){2,}/)

/** @param paragraphs in HTML */
function page(language: Language, title: string, paragraphs: string[], why: string): string {
  const body = paragraphs.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`).join('\n')
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
