/**
 * What an access token says of itself (https://www.rfc-editor.org/rfc/rfc9068): the user service writes it, the router
 * checks it. Type and audience keep it apart from internal tokens.
 */
export const ACCESS_TOKEN = {
  type: 'at+jwt',
  issuer: 'user-service',
  audience: 'api-gateway',
  algorithm: 'EdDSA',
} as const
