import { ownAccountOrStaff, type Permissions } from '@lms/kit/permissions'

/** Rules that need data, and what anybody may ask; the schema's directives declare the rest. */
export const permissions: Permissions = {
  User: { orders: ownAccountOrStaff },
}
