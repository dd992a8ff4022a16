import type { BucketShape } from '@lms/kit/token-bucket'
import type { Viewer } from '@lms/kit/viewer'
import type { VerifiedAccessToken } from './authentication/access-token.ts'

/** Who sends a request and from where, settled by its credential and the trusted proxies alone. */
export interface Caller {
  readonly viewer: Viewer
  /** Client address as seen through `TRUSTED_PROXIES` hops. */
  readonly address: string
  /** A partner's own cost budget, where it has one. */
  readonly budget?: BucketShape
  /** What a person came with, for whoever serves them for longer than one request. */
  readonly token?: VerifiedAccessToken
}
