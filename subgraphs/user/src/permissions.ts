import { ownAccountOrStaff, type Permissions } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Rules that need data, and what anybody may ask; the schema's directives declare the rest. */
export const permissions: Permissions = {
  Query: { me: allow, user: allow, node: allow, nodes: allow },
  Mutation: {
    signUp: allow,
    signIn: allow,
    refreshSession: allow,
    exchangeFirebaseToken: allow,
    requestPasswordReset: allow,
    resetPassword: allow,
  },
  User: {
    email: ownAccountOrStaff,
    emailVerifiedAt: ownAccountOrStaff,
    locale: ownAccountOrStaff,
    timeZone: ownAccountOrStaff,
    roles: ownAccountOrStaff,
    sessions: ownAccountOrStaff,
    erasure: ownAccountOrStaff,
    dataExport: ownAccountOrStaff,
  },
}
