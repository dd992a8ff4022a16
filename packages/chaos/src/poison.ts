import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@lms/contracts/catalogue'
import { grantIssued } from '@lms/contracts/payment'
import { listDeadLetters, sendAgain } from '@lms/kit/events/dead-letters'
import { createKafka } from '@lms/kit/events/kafka-client'
import { createKafkaPublisher } from '@lms/kit/events/kafka-publisher'
import { newId } from '@lms/kit/ids'
import { SERVICES } from '@lms/local/services'
import { countDeadLetters } from './invariants.ts'
import { awaitAccess, buy, type Done, type Offer, runLoad } from './load.ts'
import type { ScenarioOptions } from './scenarios.ts'
import { signUp } from './sign-up.ts'
import type { System } from './system.ts'

const { topic } = grantIssued
const UNREADABLE = ['{"specversion":', '', '{"hello":"world"}']
/** Some for each partition. */
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']
const LONGEST_MS = 60_000

/** What nobody can read lies before what everybody must: it is put aside, by each service that would have to read it. */
export async function sendPoison(system: System, offer: Offer, options: ScenarioOptions): Promise<Done> {
  const before = await countDeadLetters(system)
  const publisher = createKafkaPublisher(createKafka(system.kafka))
  for (const key of KEYS) {
    for (const value of [...UNREADABLE, unknownVersion(key)])
      await publisher.publish(topic, [{ key, value, headers: {} }])
  }
  await publisher.stop()
  const done = await runLoad(system, offer, options.learners, options.random)
  const readers = handlersOf(({ definition }) => definition.topic === topic)
  const granters = handlersOf(({ definition }) => definition.type === grantIssued.type)
  await awaitLetters(system, before + KEYS.length * (UNREADABLE.length * readers + granters))
  return done
}

type Handler = (typeof SERVICES)[number]['start']['handlers'][number]

const handlersOf = (fits: (handler: Handler) => boolean): number =>
  SERVICES.filter(({ start }) => start.handlers.some(fits)).length

/** Of a version that is not there yet: it comes from a newer producer, and may not be lost. */
const unknownVersion = (subject: string) =>
  JSON.stringify({
    ...{
      specversion: '1.0',
      id: newId('event'),
      type: grantIssued.type.replace(/v\d+$/, 'v99'),
      source: 'payment-service',
    },
    ...{ subject, time: new Date().toISOString(), datacontenttype: 'application/json', dataschema: 'urn:lms:event:x' },
    ...{ aggregateversion: 1, correlationid: 'chaos', data: {} },
  })

/**
 * For one buyer the course service fails at every try, as by a bug. Everybody else is let in meanwhile; the buyer is, too,
 * when the bug is mended and the letter was sent again.
 */
export async function failAndMend(system: System, offer: Offer, options: ScenarioOptions): Promise<Done> {
  const before = await countDeadLetters(system)
  const unlucky = await signUp(system)
  await plantBug(system, unlucky.id)
  await buy(system, unlucky, offer.courseId)
  await awaitLetters(system, before + 1)
  const done = await runLoad(system, offer, options.learners, options.random)
  await mendBug(system)
  const letters = await listDeadLetters(system.kafka, TOPICS)
  await sendAgain(
    system.kafka,
    letters.filter(({ type }) => type === grantIssued.type),
  )
  await awaitAccess(system.api, unlucky, offer)
  await awaitLetters(system, before)
  return { ...done, orders: done.orders + 1 }
}

async function plantBug({ query }: System, userId: string): Promise<void> {
  await query(
    'course',
    `create function bug() returns trigger language plpgsql as $$
      begin if new.user_id = '${userId}' then raise exception 'a bug' using errcode = 'P0001'; end if; return new; end $$`,
  )
  await query('course', 'create trigger bug before insert on enrollment for each row execute function bug()')
}

async function mendBug({ query }: System): Promise<void> {
  await query('course', 'drop trigger bug on enrollment')
  await query('course', 'drop function bug')
}

async function awaitLetters(system: System, count: number): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_MS
  for (;;) {
    const letters = await countDeadLetters(system)
    if (letters === count) return
    if (Date.now() > giveUpAt) throw new Error(`${letters} dead letters instead of ${count}`)
    await delay(300)
  }
}
