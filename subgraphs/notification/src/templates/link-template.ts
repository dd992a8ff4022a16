import { z } from 'zod'
import { defineTemplate, type MailLink, type Template, type Texts } from './template.ts'
import type { Language, Wording } from './wording.ts'

const LinkData = z.object({ tokenId: z.string(), expiresAt: z.iso.datetime() })

/** What a notification says whose e-mail has a link: `mail` and `label` are for the e-mail alone. */
type LinkTexts = Required<Pick<Texts, 'title' | 'body' | 'mail'>> & Pick<MailLink, 'label'>

/** Makes a template whose e-mail leads to a page of the web application, as long as the link works. */
export function linkTemplate(
  page: MailLink['page'],
  texts: Record<Language, (until: string) => LinkTexts>,
): Template<typeof LinkData> {
  const withLink =
    (say: (until: string) => LinkTexts) =>
    ({ tokenId, expiresAt }: z.infer<typeof LinkData>, { instant }: Wording): Texts => {
      const { label, ...said } = say(instant(expiresAt))
      return { ...said, link: { label, page, tokenId } }
    }
  return defineTemplate({
    category: 'ACCOUNT',
    reason: 'OWN_ACCOUNT',
    data: LinkData,
    expiresAt: ({ expiresAt }) => expiresAt,
    texts: { en: withLink(texts.en), de: withLink(texts.de) },
  })
}
