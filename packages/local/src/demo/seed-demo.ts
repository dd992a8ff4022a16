import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAdministrator } from '@lms/user/create-administrator'
import { type SignedInClient, signIn } from '../api-client.ts'
import type { Stack } from '../stack.ts'
import { CATALOGUE, type DemoCourse } from './catalogue.ts'
import { enrolStudents } from './enrol-students.ts'
import { makeDemoCourse, taughtCourses } from './make-demo-course.ts'
import type { PaymentPlaces } from './pay.ts'
import { administratorAccount, instructorAccounts, signUpOnce, studentAccounts } from './people.ts'
import { uploadFile } from './upload-file.ts'

export const DEMO_LOGINS = [
  { role: 'Administrator', ...administratorAccount },
  { role: 'Instructor', ...(instructorAccounts[0] ?? administratorAccount) },
  { role: 'Student', ...(studentAccounts[0] ?? administratorAccount) },
]

/** What the demo data is made in. */
export interface DemoTarget extends Pick<Stack, 'routerUrl' | 'databases'> {
  readonly places: Pick<Stack['places'], 'stripeUrl' | 'razorpayUrl'>
  readonly secrets: { readonly stripe: Pick<Stack['secrets']['stripe'], 'publishableKey'> }
}

const ALL = { students: studentAccounts.length, courses: CATALOGUE.length }

/**
 * Fills a new stack through its own API: 3 instructors, 30 students, 12 courses, or fewer. An interrupted start is continued by
 * the next one, because every step looks first for what is there already; a finished one is not repeated.
 */
export async function seedDemo(stack: DemoTarget, folder: string, size = ALL): Promise<string> {
  const done = join(folder, 'demo-data')
  if (existsSync(done)) return 'already there'
  const { routerUrl } = stack
  const userDatabase = { DATABASE_URL: stack.databases.get('user'), DB_SSL_MODE: 'disable' }
  await createAdministrator(userDatabase, administratorAccount)
  const admin = await signIn(routerUrl, administratorAccount)
  const instructors = await Promise.all(instructorAccounts.map((account) => makeInstructor(routerUrl, admin, account)))
  const students = await Promise.all(
    studentAccounts.slice(0, size.students).map((account) => signUpOnce(routerUrl, account)),
  )
  const categories = await makeCategories(admin)
  const catalogue = CATALOGUE.slice(0, size.courses)
  const perInstructor = Math.ceil(catalogue.length / instructors.length)
  const courses = await Promise.all(
    instructors.map((instructor, index) =>
      makeCourses(instructor, catalogue.slice(index * perInstructor, (index + 1) * perInstructor), categories),
    ),
  )
  const enrolments = await enrolStudents(students, courses.flat(), paymentPlaces(stack))
  await writeFile(done, 'The demo data is complete.\n')
  return `${instructors.length} instructors, ${students.length} students, ${catalogue.length} courses, ${enrolments} enrolments`
}

/** Where the stand-ins of the payment providers are. */
export const paymentPlaces = ({ places, secrets }: DemoTarget): PaymentPlaces => ({
  stripeUrl: places.stripeUrl,
  stripePublishableKey: secrets.stripe.publishableKey,
  razorpayUrl: places.razorpayUrl,
})

async function makeInstructor(
  routerUrl: string,
  admin: SignedInClient,
  account: (typeof instructorAccounts)[number],
): Promise<SignedInClient> {
  const { userId } = await signUpOnce(routerUrl, account)
  await admin.mutate('assignRole', { userId, role: 'INSTRUCTOR' }, 'user { id }')
  // A token carries the roles held when it was issued.
  return signIn(routerUrl, account)
}

async function makeCategories(admin: SignedInClient): Promise<Map<string, string>> {
  const { categories } = await admin.ask('{ categories(first: 100) { nodes { id name } } }')
  const ids = new Map((categories.nodes as { id: string; name: string }[]).map(({ id, name }) => [name, id]))
  for (const name of new Set(CATALOGUE.map(({ category }) => category))) {
    if (!ids.has(name)) ids.set(name, (await admin.mutate('createCategory', { name }, 'category { id }')).category.id)
  }
  return ids
}

async function makeCourses(
  instructor: SignedInClient,
  catalogue: readonly DemoCourse[],
  categories: Map<string, string>,
) {
  const known = await taughtCourses(instructor)
  const complete = catalogue.every(({ title }) => known.get(title)?.status === 'PUBLISHED')
  const files = complete ? { video: '', handout: '' } : await uploadLessonFiles(instructor)
  const made = []
  for (const [index, demo] of catalogue.entries()) {
    const plan = {
      files,
      categoryId: categories.get(demo.category) ?? '',
      known: known.get(demo.title),
      sessionInHours: 24 + 2 * index,
    }
    made.push(await makeDemoCourse(instructor, demo, plan))
  }
  return made
}

async function uploadLessonFiles(instructor: SignedInClient) {
  const text = new TextEncoder().encode('Everything of this lesson on one page.\n')
  return {
    video: await uploadFile(instructor, {
      fileName: 'idea.mp4',
      contentType: 'video/mp4',
      purpose: 'LESSON_VIDEO',
      bytes: new Uint8Array(64 * 1024),
    }),
    handout: await uploadFile(instructor, {
      fileName: 'handout.txt',
      contentType: 'text/plain',
      purpose: 'LESSON_FILE',
      bytes: text,
    }),
  }
}
