/** Decisions that are made one after the other; 0 when there are no more, which makes the smallest choice. */
export interface Tape {
  next(below: number): number
}

export function createTape(decisions: readonly number[]): Tape {
  let at = 0
  return {
    next(below) {
      const decision = decisions[at] ?? 0
      if (below > 0) at += 1
      return below > 0 ? decision % below : 0
    },
  }
}

/** One of the choices; undefined where there are none. */
export const pick = <Choice>(tape: Tape, choices: readonly Choice[]): Choice | undefined =>
  choices[tape.next(choices.length)]
