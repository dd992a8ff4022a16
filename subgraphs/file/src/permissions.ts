import { ownAccountOrStaff, type Permissions, signedIn } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { file: allow },
  Mutation: {
    createUpload: signedIn,
    renewUpload: signedIn,
    completeUpload: signedIn,
    abortUpload: signedIn,
    deleteFile: signedIn,
  },
  User: { storage: ownAccountOrStaff },
}
