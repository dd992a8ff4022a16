import { type Permissions, signedIn } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { liveSession: allow },
  Mutation: {
    scheduleLiveSession: signedIn,
    rescheduleLiveSession: signedIn,
    cancelLiveSession: signedIn,
    startLiveSession: signedIn,
    endLiveSession: signedIn,
    joinLiveSession: signedIn,
    leaveLiveSession: signedIn,
    postMessage: signedIn,
  },
}
