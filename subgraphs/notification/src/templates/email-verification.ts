import { linkTemplate } from './link-template.ts'

/** The address of an account is to be proved. */
export const emailVerification = linkTemplate('verify-email', {
  en: (until) => ({
    title: 'Confirm your e-mail address',
    body: 'We have sent you an e-mail with a link. Open it to confirm that the address is yours.',
    mail: `An account was made with this e-mail address. Sign in and open the link below to confirm that the address is yours, until ${until}. Of several such e-mails only the latest works.\n\nIf you did not make the account, you need not do anything.`,
    label: 'Confirm the address',
  }),
  de: (until) => ({
    title: 'Bestätigen Sie Ihre E-Mail-Adresse',
    body: 'Wir haben Ihnen eine E-Mail mit einem Link geschickt. Öffnen Sie ihn, um zu bestätigen, dass die Adresse Ihnen gehört.',
    mail: `Mit dieser E-Mail-Adresse wurde ein Konto angelegt. Melden Sie sich an und öffnen Sie den Link unten, um zu bestätigen, dass die Adresse Ihnen gehört, bis ${until}. Von mehreren solchen E-Mails gilt nur die neueste.\n\nWenn Sie das Konto nicht angelegt haben, brauchen Sie nichts zu tun.`,
    label: 'Adresse bestätigen',
  }),
})
