import { linkTemplate } from './link-template.ts'

/** Somebody wants a new password for the account. */
export const passwordReset = linkTemplate('reset-password', {
  en: (until) => ({
    title: 'Set a new password',
    body: 'Somebody asked for a new password for your account. We have sent you an e-mail with a link. If it was not you, you need not do anything.',
    mail: `Somebody asked for a new password for your account. With the link below you can set it, once, until ${until}. Of several such e-mails only the latest works.\n\nIf it was not you, you need not do anything: your password stays as it is.`,
    label: 'Set a new password',
  }),
  de: (until) => ({
    title: 'Neues Passwort festlegen',
    body: 'Jemand hat ein neues Passwort für Ihr Konto angefordert. Wir haben Ihnen eine E-Mail mit einem Link geschickt. Wenn Sie es nicht waren, brauchen Sie nichts zu tun.',
    mail: `Jemand hat ein neues Passwort für Ihr Konto angefordert. Mit dem Link unten können Sie es festlegen, einmal und bis ${until}. Von mehreren solchen E-Mails gilt nur die neueste.\n\nWenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.`,
    label: 'Neues Passwort festlegen',
  }),
})
