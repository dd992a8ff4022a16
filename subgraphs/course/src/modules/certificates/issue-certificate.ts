import { newId } from '@lms/kit/ids'
import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { newSerial } from './serial.ts'
import { tellIssued } from './tell-issued.ts'

/** Certifies a completed enrolment with what the course is now, and tells of it; the database allows it once. */
export async function issueCertificate(tx: Tx, enrollment: EnrollmentModel, act: Act): Promise<void> {
  const { id: enrollmentId, courseId, userId, versionNumber } = enrollment
  const { title: courseTitle } = await tx.course.findUniqueOrThrow({ where: { id: courseId } })
  const { durationSeconds } = await tx.courseVersion.findUniqueOrThrow({
    where: { courseId_number: { courseId, number: versionNumber } },
  })
  const certificate = await tx.certificate.create({
    data: {
      ...{ id: newId('certificate'), serial: newSerial(), enrollmentId, holderId: userId, courseTitle },
      ...{ versionNumber, durationSeconds, issuedAt: act.clock.now() },
    },
  })
  await tellIssued(tx, enrollment, certificate, act)
}
