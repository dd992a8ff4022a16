import { certificateIssued } from '@lms/contracts/course'
import { appendEvent } from '@lms/kit/events/append-event'
import { newId } from '@lms/kit/ids'
import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { newSerial } from './serial.ts'

/** Certifies a completed enrolment with what the course is now, and tells of it; the database allows it once. */
export async function issueCertificate(tx: Tx, enrollment: EnrollmentModel, { clock, cause }: Act): Promise<void> {
  const { id: enrollmentId, courseId, userId, versionNumber } = enrollment
  const now = clock.now()
  const { title: courseTitle } = await tx.course.findUniqueOrThrow({ where: { id: courseId } })
  const { durationSeconds } = await tx.courseVersion.findUniqueOrThrow({
    where: { courseId_number: { courseId, number: versionNumber } },
  })
  const { id: certificateId, serial } = await tx.certificate.create({
    data: {
      id: newId('certificate'),
      serial: newSerial(),
      enrollmentId,
      holderId: userId,
      courseTitle,
      versionNumber,
      durationSeconds,
      issuedAt: now,
    },
  })
  await appendEvent(tx, certificateIssued, {
    subject: certificateId,
    version: 1,
    data: { enrollmentId, courseId, userId, certificateId, serial, courseTitle },
    time: now,
    cause,
  })
}
