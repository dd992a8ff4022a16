import type { OpenedPayment } from './payment-provider.ts'

/** Fills `{id}` and `{clientSecret}` into the template of a page where a person pays. */
export function checkoutUrl(template: string | undefined, { reference, clientSecret }: OpenedPayment): string | null {
  if (template === undefined) return null
  return template
    .replaceAll('{id}', encodeURIComponent(reference))
    .replaceAll('{clientSecret}', encodeURIComponent(clientSecret ?? ''))
}
