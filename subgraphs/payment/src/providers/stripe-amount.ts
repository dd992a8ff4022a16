import { type Amount, currencyExponent } from '@lms/kit/money'
import { ProviderRefusal } from './payment-provider.ts'

/** Currencies without decimals that Stripe counts in hundredths (https://docs.stripe.com/currencies#special-cases). */
const COUNTED_IN_HUNDREDTHS = ['ISK', 'UGX']

const factorOf = (currency: string): bigint =>
  COUNTED_IN_HUNDREDTHS.includes(currency) && currencyExponent(currency) === 0 ? 100n : 1n

/**
 * The amount as Stripe counts it.
 * @throws ProviderRefusal when it is more than a JSON number holds
 */
export function toStripeAmount({ minorUnits, currency }: Amount): number {
  const amount = Number(minorUnits * factorOf(currency))
  if (!Number.isSafeInteger(amount)) throw new ProviderRefusal('amount_too_large')
  return amount
}

/**
 * An amount of Stripe's in minor units.
 * @throws RangeError when it is no whole number of them
 */
export function fromStripeAmount(amount: number, stripeCurrency: string): Amount {
  const currency = stripeCurrency.toUpperCase()
  const factor = factorOf(currency)
  if (BigInt(amount) % factor !== 0n) throw new RangeError(`${amount} is no whole amount of ${currency}`)
  return { minorUnits: BigInt(amount) / factor, currency }
}
