/** A course of the demo data; its lessons are one of every kind. */
export interface DemoCourse {
  title: string
  summary: string
  category: string
  price: { minorUnits: number; currency: string }
  question: { prompt: string; options: readonly string[] }
}

/** The first option of a question is the right one. */
export const CATALOGUE: readonly DemoCourse[] = [
  course(
    'Programming',
    'TypeScript from the ground up',
    'Types, modules and tests for people who know some JavaScript.',
    4900,
    'Which type holds no value at all?',
    ['never', 'void', 'unknown'],
  ),
  course(
    'Programming',
    'GraphQL for API designers',
    'Schemas that last: naming, nullability, connections and errors.',
    7900,
    'What does a cursor point at?',
    ['An edge', 'A page', 'A field'],
  ),
  course(
    'Programming',
    'SQL that scales',
    'Indexes, locks and plans, with PostgreSQL at hand.',
    0,
    'Which index answers a range?',
    ['B-tree', 'Hash', 'Bloom'],
  ),
  course(
    'Programming',
    'Events and queues',
    'Outbox, inbox and order: messages that arrive.',
    9900,
    'What makes a consumer safe to repeat?',
    ['Idempotence', 'Speed', 'Memory'],
  ),
  course(
    'Data',
    'Statistics without fear',
    'Means, spreads and tests, told with data from daily life.',
    3900,
    'Which mean resists outliers?',
    ['The median', 'The average', 'The sum'],
  ),
  course(
    'Data',
    'Charts people understand',
    'Choosing a chart, and leaving out the rest.',
    0,
    'What shows a share best?',
    ['A bar', 'A pie in 3D', 'A gauge'],
  ),
  course(
    'Data',
    'Machine learning, honestly',
    'What models can do, and how to see when they do not.',
    12900,
    'What shows that a model memorised?',
    ['A gap between training and test', 'A long training', 'A large file'],
  ),
  course(
    'Data',
    'Privacy by design',
    'Collect less, keep it shorter, explain it better.',
    0,
    'What is personal data?',
    ['Anything about a known person', 'Names only', 'Anything stored'],
  ),
  course(
    'Teaching',
    'Teaching online',
    'Lessons, live sessions and feedback that keep people going.',
    2900,
    'What keeps learners most?',
    ['Timely feedback', 'Long videos', 'More slides'],
  ),
  course(
    'Teaching',
    'Writing good questions',
    'Quizzes that measure what they are meant to.',
    1900,
    'What makes a distractor good?',
    ['It is a common error', 'It is absurd', 'It is long'],
  ),
  course(
    'Teaching',
    'Accessible courses',
    'Captions, contrast and structure for everybody.',
    0,
    'Who profits from captions?',
    ['Everybody', 'Nobody', 'Only the deaf'],
  ),
  course(
    'Teaching',
    'Running live sessions',
    'Plan, host and follow up without a script.',
    4900,
    'When does a session begin?',
    ['When people are welcomed', 'When slides show', 'When it is recorded'],
  ),
]

function course(
  category: string,
  title: string,
  summary: string,
  minorUnits: number,
  prompt: string,
  options: readonly string[],
): DemoCourse {
  return { category, title, summary, price: { minorUnits, currency: 'EUR' }, question: { prompt, options } }
}

export const rightAnswerTo = (prompt: string): object => ({ choices: [keyOf(prompt, 0)] })
export const wrongAnswerTo = (prompt: string): object => ({ choices: [keyOf(prompt, 1)] })

const KEYS = ['a', 'b', 'c']

function keyOf(prompt: string, index: number): string {
  const known = CATALOGUE.find(({ question }) => question.prompt === prompt)
  if (!known) throw new Error(`no demo question reads "${prompt}"`)
  return KEYS[index] ?? ''
}

/** The question as `addQuestion` takes it. */
export const questionInput = ({ prompt, options }: DemoCourse['question']) => ({
  kind: 'SINGLE_CHOICE',
  prompt,
  options: options.map((text, index) => ({ key: KEYS[index], text })),
  answer: { choices: [KEYS[0]] },
  points: 1,
})
