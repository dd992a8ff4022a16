/** An amount in the smallest unit of its currency. */
export interface Amount {
  minorUnits: bigint
  /** ISO 4217 code. */
  currency: string
}

/** Decimal places of a currency (ISO 4217 by way of CLDR): EUR 2, JPY 0, KWD 3. */
export function currencyExponent(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** The amount in major units, for example 1990 EUR → "19.90". */
export function toDecimal({ minorUnits, currency }: Amount): string {
  const exponent = currencyExponent(currency)
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, '0')
  const sign = minorUnits < 0n ? '-' : ''
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The API's `Money`. */
export const toMoney = (amount: Amount) => ({ ...amount, decimal: toDecimal(amount) })
