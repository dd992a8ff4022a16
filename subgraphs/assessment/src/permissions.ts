import { ownAccountOrStaff, type Permissions, signedIn, taughtByViewer } from '@lms/kit/permissions'
import { allow } from 'graphql-shield'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { quiz: allow, attempt: allow, assignment: allow },
  Mutation: {
    createQuiz: signedIn,
    addQuestion: signedIn,
    updateQuestion: signedIn,
    publishQuiz: signedIn,
    startAttempt: signedIn,
    saveAnswer: signedIn,
    submitAttempt: signedIn,
    gradeSubmission: signedIn,
    releaseGrades: signedIn,
    createAssignment: signedIn,
    submitAssignment: signedIn,
  },
  Course: { gradebook: taughtByViewer },
  Quiz: { questions: taughtByViewer },
  User: { attempts: ownAccountOrStaff, grades: ownAccountOrStaff },
}
