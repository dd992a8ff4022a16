import { describeJourney } from '@lms/testkit/journey/describe-journey'
import { journeyTarget } from '@lms/testkit/journey/target'
import { startTestStack } from '@lms/testkit/stack'

describeJourney("the learner's journey, everything in one process", async () => {
  const stack = await startTestStack()
  return {
    ...journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' }),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
})
