import { ownAccountOrStaff, type Permissions, signedIn, staffOnly } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { me: allow, user: allow, users: staffOnly, node: allow, nodes: allow },
  Mutation: {
    signUp: allow,
    signIn: allow,
    refreshSession: allow,
    signOut: signedIn,
    assignRole: staffOnly,
    revokeRole: staffOnly,
  },
  User: {
    email: ownAccountOrStaff,
    locale: ownAccountOrStaff,
    timeZone: ownAccountOrStaff,
    roles: ownAccountOrStaff,
    sessions: ownAccountOrStaff,
  },
}
