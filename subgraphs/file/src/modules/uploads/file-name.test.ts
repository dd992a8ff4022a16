import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanFileName } from './file-name.ts'

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ada\\notes.txt', 'notes.txt'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['line\r\nbreak.txt', 'linebreak.txt'],
  ['  Lösung 1 (final).pdf ', 'Lösung 1 (final).pdf'],
  ['讲义.pdf', '讲义.pdf'],
  ['👩🏽‍🚀.png', '👩🏽‍🚀.png'],
  ['..', ''],
  ['folder/', ''],
])('%j is shown as %j', (name, shown) => {
  expect(cleanFileName(name)).toBe(shown)
})

test('a cleaned name has no folder, cannot break a header, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const cleaned = cleanFileName(name)
      expect(cleaned).not.toMatch(/[/\\\p{Cc}]/u)
      expect(cleanFileName(cleaned)).toBe(cleaned)
    }),
  )
})
