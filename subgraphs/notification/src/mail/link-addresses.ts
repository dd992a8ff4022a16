import { createSignedTexts } from '@lms/kit/signed-texts'
import type { NotificationConfig } from '../config.ts'
import type { MailLink } from '../templates/template.ts'

/** The address of a link, token included: the same every time, so that an e-mail sent again is the same e-mail. */
export type LinkAddresses = (link: MailLink) => string

/** Tokens stand behind `#`, which browsers send to no server: neither its log nor a page that is linked to sees them. */
export function createLinkAddresses(
  config: Pick<NotificationConfig, 'FRONTEND_URL' | 'MAIL_TOKEN_SECRET'>,
): LinkAddresses {
  const tokens = createSignedTexts(config.MAIL_TOKEN_SECRET)
  const root = config.FRONTEND_URL.replace(/\/$/, '')
  return ({ page, tokenId }) => `${root}/${page}#token=${tokens.sign(tokenId)}`
}
