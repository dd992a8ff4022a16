/** Gives a whole number from 0 up to, but not including, its argument. */
export type RandomBelow = (limit: number) => number

interface Arrangeable {
  id: string
  version: number
  options: readonly { key: string }[]
}

/** A question's place in an attempt, as stored: what was shown does not depend on how it was shuffled. */
export interface ArrangedQuestion {
  position: number
  questionId: string
  questionVersion: number
  optionOrder: string[]
}

/** Decides what an attempt asks: the versions of this moment, questions and options in its own order if it is shuffled. */
export function arrangeQuestions(
  questions: readonly Arrangeable[],
  { shuffle, randomBelow }: { shuffle: boolean; randomBelow: RandomBelow },
): ArrangedQuestion[] {
  const order = <Item>(items: readonly Item[]) => (shuffle ? shuffled(items, randomBelow) : [...items])
  return order(questions).map(({ id, version, options }, index) => ({
    position: index + 1,
    questionId: id,
    questionVersion: version,
    optionOrder: order(options.map(({ key }) => key)),
  }))
}

/** Fisher and Yates: every order is as likely as any other. */
function shuffled<Item>(items: readonly Item[], randomBelow: RandomBelow): Item[] {
  const left = [...items]
  const result: Item[] = []
  while (left.length > 0) result.push(...left.splice(randomBelow(left.length), 1))
  return result
}
