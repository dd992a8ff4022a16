import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { lockRow } from '@lms/kit/lock-row'
import type { Context, Tx } from '../../context.ts'
import type { AssignmentModel, GradeModel, SubmissionModel } from '../../generated/prisma/models.ts'
import { HUNDREDTHS } from '../questions/score-answer.ts'
import { appendGradeReleased, type Occasion } from './append-grade-released.ts'
import type { Grading, GradingOutcome } from './grade-submission.ts'
import { assertAtMost, conflict } from './grading-checks.ts'
import { passes } from './score.ts'

/** Grades a submission; its learner sees the grade at once. */
export async function gradeWork(
  ctx: Context,
  submissionId: string,
  grading: Grading,
): Promise<GradingOutcome<{ submission: SubmissionModel }>> {
  const found = await ctx.db.submission.findUnique({ where: { id: submissionId }, include: { assignment: true } })
  if (!found || !(await ctx.access.teaches(found.assignment.courseId))) {
    return refuse('NOT_FOUND', 'There is no such submission.', 'submissionId')
  }
  const { assignment } = found
  assertAtMost(grading.hundredths, assignment.points)
  return ctx.transact(async (tx) => {
    await lockRow(tx, 'submission', submissionId)
    const current = await tx.submission.findUniqueOrThrow({ where: { id: submissionId } })
    if (current.version !== grading.expectedVersion) {
      return { submission: current, grade: null, userErrors: [conflict(current.version)] }
    }
    const submission = await tx.submission.update({
      where: { id: submissionId },
      data: {
        gradedRevision: current.revision,
        awardedHundredths: grading.hundredths,
        feedback: grading.feedback,
        gradedById: grading.graderId,
        version: { increment: 1 },
      },
    })
    const occasion = { now: ctx.clock.now(), cause: ctx.cause }
    const grade = await recordGrade(
      tx,
      { userId: submission.userId, assignment, hundredths: grading.hundredths },
      occasion,
    )
    return { submission, grade, userErrors: [] }
  })
}

/** The submission's lock is held, and a learner has one per assignment: nobody else writes this grade now. */
async function recordGrade(
  tx: Tx,
  { userId, assignment, hundredths }: { userId: string; assignment: AssignmentModel; hundredths: number },
  occasion: Occasion,
): Promise<GradeModel> {
  const { id: assignmentId, courseId, points, passPercent, title } = assignment
  const score = { scoreHundredths: hundredths, maximumHundredths: points * HUNDREDTHS }
  const result = { ...score, passed: passes(score, passPercent) }
  const where = { userId_assignmentId: { userId, assignmentId } }
  const before = await tx.grade.findUnique({ where })
  const grade = await tx.grade.upsert({
    where,
    create: { id: newId('grade'), courseId, userId, assignmentId, ...result, releasedAt: occasion.now },
    update: { ...result, version: { increment: 1 } },
  })
  if (before?.scoreHundredths !== hundredths) await appendGradeReleased(tx, grade, title, occasion)
  return grade
}
