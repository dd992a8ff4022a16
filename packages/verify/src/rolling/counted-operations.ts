import { createHash, randomUUID } from 'node:crypto'
import type { Operation } from '@lms/bench/product/operations'
import type { School } from '@lms/testkit/open-school'

/** Something that is done, and how often it took effect in a service's database. */
export interface CountedOperation extends Operation {
  service: string
  /** Gives `n`. */
  sql: string
}

const EMPTY_SHA256 = createHash('sha256').update('').digest('hex')

/** Changes of six services, none of which may be repeated unseen: each time it is done makes one more row. */
export function countedOperations({ session, courses, students }: School): CountedOperation[] {
  const { host, id: sessionId, courseId } = session
  const [student] = students
  if (!student) throw new Error('a school has students')
  const instructor = courses[0]?.instructor ?? host
  return [
    {
      name: 'create a course',
      share: 6,
      run: () => instructor.mutate('createCourse', { title: randomUUID(), summary: 'A draft.' }, 'course { id }'),
      service: 'course',
      sql: 'select count(*)::int as n from course',
    },
    {
      name: 'create an assignment',
      share: 6,
      run: () => {
        const assignment = { courseId, title: randomUUID(), instructions: 'Write a page.', points: 10 }
        return host.mutate('createAssignment', assignment, 'assignment { id }')
      },
      service: 'assessment',
      sql: 'select count(*)::int as n from assignment',
    },
    {
      name: 'create an upload',
      share: 6,
      run: () => {
        const file = { fileName: 'page.txt', contentType: 'text/plain', purpose: 'LESSON_FILE', size: 1 }
        return host.mutate('createUpload', { ...file, sha256: EMPTY_SHA256 }, 'file { id }')
      },
      service: 'file',
      sql: 'select count(*)::int as n from file',
    },
    {
      name: 'chat message',
      share: 8,
      run: () => student.mutate('postMessage', { sessionId, body: randomUUID() }, 'message { id }'),
      service: 'live-session',
      sql: 'select count(*)::int as n from message',
    },
    {
      name: 'announcement',
      share: 1,
      run: () => host.mutate('announce', { courseId, title: 'News', body: 'There are news.' }, 'announcement { id }'),
      service: 'notification',
      // The others are what the system tells.
      sql: 'select count(*)::int as n from broadcast where author_id is not null',
    },
  ]
}
