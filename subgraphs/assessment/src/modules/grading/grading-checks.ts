import { refuse, type UserError, userError } from '@lms/kit/errors'
import { HUNDREDTHS } from '../questions/score-answer.ts'

/** The work changed after the grader had looked at it. */
export const conflict = (version: number): UserError =>
  userError('CONFLICT', `It has changed since; it is at version ${version}.`, ['input', 'expectedVersion'])

/** Refuses TOO_BIG when more is given than there is to earn. */
export function assertAtMost(hundredths: number, points: number): void {
  if (hundredths > points * HUNDREDTHS) refuse('TOO_BIG', `There are ${points} points to earn.`, 'points')
}
