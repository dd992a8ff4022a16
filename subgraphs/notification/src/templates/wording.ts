import type { EventAmount } from '@lms/contracts/amount'
import { toDecimal } from '@lms/kit/money'
import type { z } from 'zod'

/** Languages that texts are written in; every template has English. */
export type Language = 'en' | 'de'

/** What a text may say of values, as its reader writes them. */
export interface Wording {
  /** An amount in its currency, for example 19,90 €. */
  money(amount: z.infer<typeof EventAmount>): string
  /** A number from 0 to 100 as a percentage. */
  percent(value: number): string
  /** An instant in the reader's time zone, with day of the week and zone. */
  instant(at: string): string
  /** Title of a course; null while this service has not heard of it. */
  courseTitle(courseId: string): string | null
}

/** Who reads: decides language, formats and time zone. */
export interface Reader {
  /** BCP 47 language tag that Intl accepts. */
  locale: string
  /** IANA time zone name that Intl accepts. */
  timeZone: string
}

/** The language of the reader's locale where `available` has it, otherwise English. */
export function languageFor({ locale }: Reader, available: object): Language {
  const { language } = new Intl.Locale(locale)
  return language === 'de' && language in available ? language : 'en'
}

/** Formats for one reader. Words, such as the names of days, are in the text's language; numbers in the reader's locale. */
export function createWording(
  { locale, timeZone }: Reader,
  language: Language,
  courseTitles: ReadonlyMap<string, string>,
): Wording {
  const spoken = new Intl.Locale(locale).language === language ? locale : language
  return {
    money({ minorUnits, currency }) {
      const decimal = toDecimal({ minorUnits: BigInt(minorUnits), currency })
      // Intl reads decimal text exactly; a number would round above 2^53.
      return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimal as `${number}`)
    },
    percent: (value) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value / 100),
    instant: (at) =>
      new Intl.DateTimeFormat(spoken, {
        timeZone,
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZoneName: 'short',
      }).format(new Date(at)),
    courseTitle: (courseId) => courseTitles.get(courseId) ?? null,
  }
}
