import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accessState, type Grant } from './access-state.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
const grant = (from: number, to: number | null = null, revoked: number | null = null): Grant => ({
  validFrom: at(from),
  validTo: to === null ? null : at(to),
  revokedAt: revoked === null ? null : at(revoked),
})

describe('accessState', () => {
  test.each([
    ['an open grant', [grant(1)], 'ACTIVE'],
    ['a grant from this moment on', [grant(12)], 'ACTIVE'],
    ['a grant from later on', [grant(13)], 'UPCOMING'],
    ['a grant until this moment', [grant(1, 12)], 'EXPIRED'],
    ['a grant that was taken back', [grant(1, null, 11)], 'REVOKED'],
    ['a grant that will be taken back', [grant(1, null, 13)], 'ACTIVE'],
    ['no grant', [], 'REVOKED'],
    ['one of two taken back', [grant(1, null, 2), grant(3)], 'ACTIVE'],
    ['one run out, the other to come', [grant(1, 2), grant(14)], 'UPCOMING'],
    ['one run out, the other taken back', [grant(1, null, 2), grant(1, 2)], 'EXPIRED'],
  ] as const)('%s is %s', (_what, grants, state) => {
    expect(accessState(grants, at(12))).toBe(state)
  })

  const anyGrant = fc
    .tuple(fc.nat(24), fc.option(fc.nat(24)), fc.option(fc.nat(24)))
    .map(([from, to, revoked]) => grant(from, to, revoked))

  test('is active exactly when some grant alone is, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyGrant), fc.nat(24), (grants, hour) => {
        const alone = grants.some((one) => accessState([one], at(hour)) === 'ACTIVE')
        expect(accessState(grants, at(hour)) === 'ACTIVE').toBe(alone)
        expect(accessState(grants.toReversed(), at(hour))).toBe(accessState(grants, at(hour)))
      }),
    )
  })

  test('taking one grant back never takes away what another still gives', () => {
    fc.assert(
      fc.property(fc.array(anyGrant), anyGrant, fc.nat(24), (grants, other, hour) => {
        fc.pre(accessState([other], at(hour)) === 'ACTIVE')
        const revoked = grants.map((one) => ({ ...one, revokedAt: at(0) }))
        expect(accessState([...revoked, other], at(hour))).toBe('ACTIVE')
      }),
    )
  })
})
