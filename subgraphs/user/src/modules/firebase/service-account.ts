import type { Agent } from 'node:https'
import type { Credential } from 'firebase-admin/app'
import { JWT } from 'google-auth-library'

export interface ServiceAccount {
  clientEmail: string
  /** PKCS #8 PEM. */
  privateKey: string
}

/** Proves to Google who asks. The SDK's own `cert` takes more rights than users need, and leaves the agent out. */
export function createServiceAccount(
  { clientEmail, privateKey }: ServiceAccount,
  agent: Agent | undefined,
): Credential {
  const account = new JWT({
    email: clientEmail,
    key: privateKey,
    scopes: ['https://www.googleapis.com/auth/identitytoolkit'],
    ...(agent ? { transporterOptions: { agent } } : {}),
  })
  return {
    async getAccessToken() {
      const { token } = await account.getAccessToken()
      const expiry = account.credentials.expiry_date
      // Both libraries go by the system's time.
      if (!token || !expiry) throw new Error('Google gave no access token')
      return { access_token: token, expires_in: Math.floor((expiry - Date.now()) / 1000) }
    },
  }
}
