import type { Tx } from '../deps.ts'

/** Which of the courses a paid line gives to the buyer already. */
export async function findGrantedCourses(tx: Tx, buyerId: string, courseIds: string[]): Promise<ReadonlySet<string>> {
  const lines = await tx.orderLine.findMany({
    where: { buyerId, courseId: { in: courseIds }, fulfilment: 'GRANTED' },
    select: { courseId: true },
  })
  return new Set(lines.map(({ courseId }) => courseId))
}
