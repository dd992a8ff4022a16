import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { countEvents } from './count-events.ts'

test('the first dead letter is an increase: each type that is handled begins at 0', async () => {
  const registry = new Registry()
  const count = countEvents(registry, systemClock, ['lms.course.renamed.v1'])
  const dead = async () =>
    [
      ...(await registry.metrics()).matchAll(/^lms_events_consumed_total\{type="([^"]+)",outcome="DEAD"\} (\d+)$/gm),
    ].map(([, type, n]) => [type, n])
  expect(await dead()).toEqual([
    ['lms.course.renamed.v1', '0'],
    ['other', '0'],
  ])
  count({ kind: 'MALFORMED', type: 'lms.course.renamed.v1', error: new Error('no title') }, 'DEAD')
  count({ kind: 'MALFORMED', type: null, error: new SyntaxError('no JSON') }, 'DEAD')
  expect(await dead()).toEqual([
    ['lms.course.renamed.v1', '1'],
    ['other', '1'],
  ])
})
