import { ConfigurationError, type Environment, kafkaEnvironment, parseEnvironment } from '@lms/kit/config'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { kafkaOptions } from '@lms/kit/events/kafka-options'
import { createLogger } from '@lms/kit/log'
import { CommandError } from '../command-error.ts'

/** How a command reaches Kafka: by the variables of the services. */
export function kafkaOf(environment: Environment): KafkaOptions {
  try {
    const log = createLogger({ service: 'lms-command', level: 'error' })
    return kafkaOptions(parseEnvironment(kafkaEnvironment, environment), 'lms-command', log)
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw new CommandError(cause.message, { cause })
    throw cause
  }
}
