import { constants } from 'node:buffer'

/** Characters that JSON escapes in strings, and halves of surrogate pairs, which may be alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/

const FIRST_SIZE = 16_384
/** What a single large text needed is not kept. */
const MOST_KEPT = 1_048_576
/** Up to so many characters, writing them one by one is quicker than a call of the runtime. */
const SHORT = 10
const MOST_ASCII = 0x7f
/** Bytes of UTF-8 for one unit of a string. */
const MOST_BYTES = 3

/** A piece of JSON that is written often. */
export type JsonPiece = Uint8Array

export const jsonPiece = (json: string): JsonPiece => Buffer.from(json)

export const COMMA = jsonPiece(',')
export const LIST_START = jsonPiece('[')
export const LIST_END = jsonPiece(']')
export const OBJECT_END = jsonPiece('}')
const NULL = jsonPiece('null')
const QUOTE = jsonPiece('"')

/** What stands before a member's value: its key, and what parts it from the member before or begins the object. */
export const memberOpening = (key: string, index: number): JsonPiece =>
  jsonPiece(`${index > 0 ? ',' : '{'}${JSON.stringify(key)}:`)

/**
 * JSON that grows piece by piece, as UTF-8 in memory that the next text uses again. Strings that are joined leave an object for
 * each joint: of an answer in many small pieces several times its size, which costs more to collect than to write.
 */
export class JsonText {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE)
  #length = 0

  /** In bytes. */
  get length(): number {
    return this.#length
  }

  /** Begins the next text. */
  restart(): void {
    this.#length = 0
  }

  /** Takes back all that was added since the text had this length. */
  cut(length: number): void {
    this.#length = length
  }

  /** The whole text, which ends here. */
  take(): string {
    const text = this.#bytes.toString('utf8', 0, this.#length)
    if (this.#bytes.length > MOST_KEPT) this.#bytes = Buffer.allocUnsafeSlow(FIRST_SIZE)
    this.#length = 0
    return text
  }

  addPiece(piece: JsonPiece): void {
    this.#reserve(piece.length)
    const bytes = this.#bytes
    const at = this.#length
    for (let index = 0; index < piece.length; index += 1) bytes[at + index] = piece[index] ?? 0
    this.#length = at + piece.length
  }

  /** Adds what is JSON already. */
  add(json: string): void {
    this.#reserve(json.length * MOST_BYTES)
    if (json.length > SHORT || !this.#addAscii(json)) this.#length += this.#bytes.write(json, this.#length)
  }

  addNull(): void {
    this.addPiece(NULL)
  }

  /** Adds a string in quotes. `unescaped`: it is known to need no escapes; most need none, which is quick to find out. */
  addString(value: string, unescaped: boolean): void {
    if (unescaped || !ESCAPED.test(value)) {
      this.addPiece(QUOTE)
      this.add(value)
      this.addPiece(QUOTE)
    } else this.add(JSON.stringify(value))
  }

  /** Adds any parsed JSON value. */
  addValue(value: unknown, unescaped: boolean): void {
    if (typeof value === 'string') this.addString(value, unescaped)
    // A number that is too large for JSON's readers was parsed as infinite, which JSON does not have.
    else if (typeof value === 'number') this.add(Number.isFinite(value) ? `${value}` : 'null')
    else this.add(JSON.stringify(value) ?? 'null')
  }

  /** Adds once more what is between two lengths of the text. */
  repeat(from: number, to: number): void {
    this.#reserve(to - from)
    this.#bytes.copyWithin(this.#length, from, to)
    this.#length += to - from
  }

  #addAscii(json: string): boolean {
    const bytes = this.#bytes
    const at = this.#length
    for (let index = 0; index < json.length; index += 1) {
      const unit = json.charCodeAt(index)
      if (unit > MOST_ASCII) return false
      bytes[at + index] = unit
    }
    this.#length = at + json.length
    return true
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed > this.#bytes.length) this.#grow(needed)
  }

  #grow(needed: number): void {
    const before = this.#bytes
    const isTooLong = needed > constants.MAX_STRING_LENGTH
    const size = isTooLong ? FIRST_SIZE : Math.max(needed, 2 * before.length)
    this.#bytes = Buffer.allocUnsafeSlow(size)
    if (isTooLong) throw new RangeError('the text is longer than the engine lets a string be')
    before.copy(this.#bytes, 0, 0, this.#length)
  }
}
