import type { NotificationReason } from '../generated/prisma/enums.ts'
import type { Language } from './wording.ts'

/** Why somebody is told something, as `Notification.whyNotified` and the last line of an e-mail say it. */
export const REASONS: Record<Language, Record<NotificationReason, string>> = {
  en: {
    OWN_ACCOUNT: 'You are told because it is about your account.',
    OWN_ORDER: 'You are told because you placed the order.',
    LEARNER: 'You are told because you are enrolled in the course.',
  },
  de: {
    OWN_ACCOUNT: 'Sie erhalten diese Nachricht, weil sie Ihr Konto betrifft.',
    OWN_ORDER: 'Sie erhalten diese Nachricht, weil Sie bestellt haben.',
    LEARNER: 'Sie erhalten diese Nachricht, weil Sie in den Kurs eingeschrieben sind.',
  },
}
