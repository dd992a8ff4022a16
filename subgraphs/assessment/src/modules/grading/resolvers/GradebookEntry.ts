import type { GradebookEntryResolvers } from '../../types.generated.ts'
import { learnerKey } from '../learner-key.ts'

export const GradebookEntry: GradebookEntryResolvers = {
  user: ({ userId }) => ({ id: userId }),
  grades: (learner, _args, { loaders }) => loaders.gradesByLearner.load(learnerKey(learner)),
}
