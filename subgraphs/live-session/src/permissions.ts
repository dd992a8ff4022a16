import type { Permissions } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Rules that need data, and what anybody may ask; the schema's directives declare the rest. */
export const permissions: Permissions = {
  Query: { liveSession: allow },
}
