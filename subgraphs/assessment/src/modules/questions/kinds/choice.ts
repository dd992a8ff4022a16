import { requiredText } from '@lms/kit/input'
import { z } from 'zod'
import { ALL, exactly, gradedKind, NOTHING, type QuestionContent, type QuestionOption } from '../question-kind.ts'

const Choices = z.object({ choices: z.array(z.string()) })

const distinct = (keys: readonly string[]) => new Set(keys).size === keys.length
const duplicate = { message: 'must not hold the same key twice', params: { code: 'DUPLICATE' } }

const options = z
  .array(z.object({ key: requiredText(20), text: requiredText(2_000) }), 'must have 2 to 20 options')
  .min(2, 'must have at least 2 options')
  .max(20, 'must have at most 20 options')
  .refine((all) => distinct(all.map(({ key }) => key)), duplicate)

const keys = (minimum: number, maximum: number) =>
  z
    .array(z.string(), 'is required')
    .min(minimum, `must name at least ${minimum} option`)
    .max(maximum, `must name at most ${maximum} option${maximum === 1 ? '' : 's'}`)
    .refine(distinct, duplicate)

const areOptions = (choices: readonly string[], all: readonly QuestionOption[]) =>
  choices.every((choice) => all.some(({ key }) => key === choice))
const unknownOption = { message: 'must name options of the question', params: { code: 'UNKNOWN_OPTION' } }

const content = (right: ReturnType<typeof keys>): z.ZodType<QuestionContent> =>
  z
    .object({ options, answer: exactly({ choices: right }) })
    .refine((question) => areOptions(question.answer.choices, question.options), {
      ...unknownOption,
      path: ['answer', 'choices'],
    })

const answer = (chosen: ReturnType<typeof keys>) => (all: readonly QuestionOption[]) =>
  exactly({ choices: chosen.refine((choices) => areOptions(choices, all), unknownOption) })

/** One of the options: right or nothing. */
export const singleChoice = gradedKind({
  content: content(keys(1, 1)),
  key: Choices,
  given: Choices,
  answer: answer(keys(1, 1)),
  grade: (key, { choices }) => (choices[0] === key.choices[0] ? ALL : NOTHING),
})

/**
 * Any number of the options. Each right one earns an equal share of the points, each wrong one takes such a share away
 * again, so that choosing everything earns no more than it deserves; never less than nothing.
 */
export const multipleChoice = gradedKind({
  content: content(keys(1, 20)),
  key: Choices,
  given: Choices,
  answer: answer(keys(0, 20)),
  grade: (key, { choices }) => {
    const right = choices.filter((choice) => key.choices.includes(choice)).length
    const wrong = choices.length - right
    return { earned: Math.max(0, right - wrong), outOf: key.choices.length }
  },
})
