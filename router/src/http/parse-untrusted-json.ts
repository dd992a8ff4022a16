import { parse } from 'secure-json-parse'

/**
 * Parses what a client sent, without the keys that would change an object's prototype once it is copied.
 * @throws SyntaxError when it is not JSON
 */
export const parseUntrustedJson = (text: string): unknown =>
  parse(text, { protoAction: 'remove', constructorAction: 'remove' })
