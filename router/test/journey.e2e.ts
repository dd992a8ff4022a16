import { startTestStack } from '@lms/testkit/stack'
import { describeJourney } from './journey/describe-journey.ts'
import { journeyTarget } from './journey/target.ts'

describeJourney("the learner's journey, everything in one process", async () => {
  const stack = await startTestStack()
  return {
    ...journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' }),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
})
