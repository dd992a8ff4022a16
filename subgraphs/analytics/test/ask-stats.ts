import type { Viewer } from '@lms/kit/viewer'
import type { Answer, TestSubgraph } from '@lms/testkit/subgraph'
import { NOVEMBER } from './facts.ts'

const FIGURES = `enrollments activeEnrollments activeLearners completions completionRate certificates averageScore
  revenue { minorUnits currency decimal } revenueByCurrency { decimal currency } liveAttendance { seconds participants }`

/** Statistics of courses, as the router asks for them. */
export const askStats = (
  subgraph: TestSubgraph,
  viewer: Viewer | null,
  courseIds: string[],
  selection = FIGURES,
  range: { from: string; to: string } | null = NOVEMBER,
): Promise<Answer> =>
  subgraph.execute(
    viewer,
    `query ($courses: [_Any!]!, $range: StatsRangeInput) {
       _entities(representations: $courses) { ... on Course { stats(range: $range) { ${selection} } } } }`,
    { courses: courseIds.map((id) => ({ __typename: 'Course', id })), range },
  )

/** The statistics of one course. */
export async function statsOf(
  subgraph: TestSubgraph,
  viewer: Viewer,
  courseId: string,
  selection = FIGURES,
  range: { from: string; to: string } | null = NOVEMBER,
) {
  const { data, errors } = await askStats(subgraph, viewer, [courseId], selection, range)
  if (errors) throw new Error(JSON.stringify(errors))
  return data._entities[0].stats
}
