import type { FastifyReply } from 'fastify'

/** Markup that may go into a page as it is. */
export interface Html {
  readonly markup: string
}

/** Markup from a template: every value is escaped, except markup itself. */
export function html(parts: TemplateStringsArray, ...values: (string | Html)[]): Html {
  const markup = parts.reduce((all, part, index) => all + escapeValue(values[index - 1] ?? '') + part)
  return { markup }
}

function escapeValue(value: string | Html): string {
  if (typeof value !== 'string') return value.markup
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** The amount as people write it: `499 INR`, `12.50 USD`. */
export function writeAmount(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' })
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Answers with a small page of the stand-in. */
export function sendPage(reply: FastifyReply, title: string, content: Html): FastifyReply {
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 4rem auto; padding: 0 1rem }
  button { font: inherit; padding: .5rem 1rem; margin-right: .5rem }
  dt { color: #666 } dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
  small { color: #666 }
</style>
<h1>${title}</h1>
${content}
<p><small>A stand-in of the local stack; nothing leaves this machine.</small></p>
</html>`
  return reply.type('text/html; charset=utf-8').send(page.markup)
}

/** `address` if a browser may be sent there, else null. */
export function readReturnAddress(address: string | undefined): URL | null {
  if (address === undefined || !URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
}
