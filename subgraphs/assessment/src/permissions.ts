import { ownAccountOrStaff, type Permissions, taughtByViewer } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Rules that need data, and what anybody may ask; the schema's directives declare the rest. */
export const permissions: Permissions = {
  Query: { quiz: allow, attempt: allow, assignment: allow },
  Course: { gradebook: taughtByViewer },
  Quiz: { questions: taughtByViewer },
  User: { attempts: ownAccountOrStaff, grades: ownAccountOrStaff },
}
