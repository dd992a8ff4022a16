import { systemClock } from '@lms/kit/clock'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { startRelay } from '@lms/kit/events/relay'
import { createLogger } from '@lms/kit/log'

// The producing service, as far as events go: its relay.
const { DATABASE_URL = '', KAFKA_BROKERS = '' } = process.env
const log = createLogger({ service: 'course-service', level: 'error' })
const bus = createKafkaBus({
  brokers: KAFKA_BROKERS.split(','),
  clientId: 'course-service',
  log,
  onFatal: console.error,
})
startRelay({ service: 'course-service', connection: { connectionString: DATABASE_URL }, bus, clock: systemClock, log })
process.on('disconnect', () => process.exit())
process.send?.(0)
