import { expect, test } from 'vitest'
import { formatTraceparent, parseTraceparent } from './traceparent.ts'

const [TRACE, SPAN] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']

test.each(['00', '01'])('what is written with flags %s is read again', (flags) => {
  const text = `00-${TRACE}-${SPAN}-${flags}`
  const parsed = parseTraceparent(text)
  expect(parsed).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: Number(flags), isRemote: true })
  expect(parsed && formatTraceparent(parsed)).toBe(text)
})

test.each([
  ['nothing', undefined],
  ['empty', ''],
  ['another version', `01-${TRACE}-${SPAN}-01`],
  ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['more behind it', `00-${TRACE}-${SPAN}-01-more`],
  ['a line break', `00-${TRACE}-${SPAN}-01\n`],
  ['10 kB', `00-${TRACE}-${SPAN}-01`.repeat(200)],
])('%s is no traceparent', (_what, text) => {
  expect(parseTraceparent(text)).toBeNull()
})
