import { assessmentErased } from '@lms/contracts/assessment'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'
import { Prisma } from '../generated/prisma/client.ts'

/** What somebody wrote goes; results stay, for the statistics of the course, under an id without a name. */
export const onErasureRequested = erases(assessmentErased, async (tx: Tx, userId) => {
  const answers = await tx.attemptQuestion.updateMany({
    where: { attempt: { userId }, OR: [{ answer: { not: Prisma.DbNull } }, { feedback: { not: null } }] },
    data: { answer: Prisma.DbNull, feedback: null },
  })
  const submissions = await tx.submission.updateMany({
    where: { userId, OR: [{ text: { not: null } }, { feedback: { not: null } }] },
    data: { text: null, feedback: null },
  })
  return { erased: answers.count + submissions.count, kept: ['results: under an id without a name'] }
})
