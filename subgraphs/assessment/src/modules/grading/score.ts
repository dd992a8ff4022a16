import { HUNDREDTHS } from '../questions/score-answer.ts'

/** A result: the API's `Score`. */
export interface Score {
  points: number
  maximumPoints: number
  /** Rounded half up to two decimals. */
  percent: number
  passed: boolean
}

interface Hundredths {
  scoreHundredths: number
  maximumHundredths: number
}

/** Whole numbers all the way; the one division that is rounded comes last. */
export function percentOf({ scoreHundredths, maximumHundredths }: Hundredths): number {
  return Math.floor((2 * scoreHundredths * 100 * HUNDREDTHS + maximumHundredths) / (2 * maximumHundredths)) / HUNDREDTHS
}

/** Passing goes by the percentage that is shown. */
export const passes = (result: Hundredths, passPercent: number): boolean => percentOf(result) >= passPercent

/** A result as people read it. */
export const scoreOf = (result: Hundredths, passed: boolean): Score => ({
  points: result.scoreHundredths / HUNDREDTHS,
  maximumPoints: result.maximumHundredths / HUNDREDTHS,
  percent: percentOf(result),
  passed,
})
