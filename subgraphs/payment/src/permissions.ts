import { ownAccountOrStaff, type Permissions, signedIn } from '@lms/kit/permissions'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { order: signedIn },
  Mutation: { setPrice: signedIn, checkout: signedIn },
  User: { orders: ownAccountOrStaff },
}
