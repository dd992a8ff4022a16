import type { Environment } from '@lms/kit/config'
import type { Credentials } from '@lms/local/api-client'
import type { PaymentPlaces } from '@lms/local/demo/pay'
import type { Secrets } from '@lms/local/secrets'
import type { StandIns } from '@lms/local/stand-ins'
import { createAdministrator } from '@lms/user/create-administrator'

/** A running system that the journey is played on: the router, and what stands in for the world around it. */
export interface JourneyTarget extends PaymentPlaces {
  routerUrl: string
  /** Web page and API of the mail catcher. */
  mailUrl: string
  /** What `pnpm lms admin create` does. */
  createAdministrator(credentials: Credentials & { displayName: string }): Promise<unknown>
}

/** A stack of ours as the journey's target; `userEnvironment` leads the command to the user service's database. */
export function journeyTarget(
  stack: Pick<StandIns, 'places' | 'mailUrl'> & { routerUrl: string; secrets: Secrets },
  userEnvironment: Environment,
): JourneyTarget {
  const { stripeUrl, razorpayUrl } = stack.places
  return {
    routerUrl: stack.routerUrl,
    mailUrl: stack.mailUrl ?? '',
    stripeUrl,
    razorpayUrl,
    stripePublishableKey: stack.secrets.stripe.publishableKey,
    createAdministrator: (account) => createAdministrator(userEnvironment, account),
  }
}
