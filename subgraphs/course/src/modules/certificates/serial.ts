import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter can be taken for another or for a digit (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 20
const GROUP = 5

const grouped = (characters: string) => characters.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? ''

/** A serial of 100 random bits, for example 3F7KQ-XW92M-0BDTC-8HJZA. */
export function newSerial(): string {
  const characters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length))
  return grouped(characters.join(''))
}

/** A serial as it is stored, from what somebody typed; null when it cannot be one. */
export function readSerial(text: string): string | null {
  const characters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const valid = characters.length === LENGTH && [...characters].every((character) => ALPHABET.includes(character))
  return valid ? grouped(characters) : null
}
