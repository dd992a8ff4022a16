import type { QuestionKind } from '../../generated/prisma/enums.ts'
import { multipleChoice, singleChoice } from './kinds/choice.ts'
import { essay } from './kinds/essay.ts'
import { numeric } from './kinds/numeric.ts'
import { shortText } from './kinds/short-text.ts'
import { trueFalse } from './kinds/true-false.ts'
import type { QuestionKindRules } from './question-kind.ts'

/** The rules of every kind of question. */
export const QUESTION_KINDS: Readonly<Record<QuestionKind, QuestionKindRules>> = {
  SINGLE_CHOICE: singleChoice,
  MULTIPLE_CHOICE: multipleChoice,
  TRUE_FALSE: trueFalse,
  NUMERIC: numeric,
  SHORT_TEXT: shortText,
  ESSAY: essay,
}
