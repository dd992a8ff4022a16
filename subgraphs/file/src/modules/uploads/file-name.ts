// Marks that turn the reading direction make "exe.pdf" of "fdp.exe"; the others cannot be seen or written to a disk.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** The last part of a path without what cannot be seen; empty where nothing is left. */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const visible = last.replaceAll(UNSEEN, '').trim()
  return /^\.*$/.test(visible) ? '' : visible
}
