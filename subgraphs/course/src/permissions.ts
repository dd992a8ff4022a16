import { ownAccountOrStaff, type Permissions, signedIn, staffOnly, withRole } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Who may ask for what; a root field that is missing here is refused. Whose course it is, each operation decides. */
export const permissions: Permissions = {
  Query: { course: allow, courses: allow, categories: allow, verifyCertificate: allow },
  Mutation: {
    createCourse: withRole('INSTRUCTOR', 'ADMIN'),
    updateCourse: signedIn,
    archiveCourse: signedIn,
    createCategory: staffOnly,
    addSection: signedIn,
    addLesson: signedIn,
    updateLesson: signedIn,
    removeLesson: signedIn,
    publishCourse: signedIn,
    enroll: signedIn,
    recordProgress: signedIn,
    reviewCourse: signedIn,
  },
  User: { enrollments: ownAccountOrStaff },
}
