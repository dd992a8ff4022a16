import { ConfigurationError, type Environment, kafkaEnvironment, parseEnvironment } from '@lms/kit/config'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { kafkaOptions } from '@lms/kit/events/kafka-options'
import { createLogger } from '@lms/kit/log'
import { CommandError } from '../command-error.ts'

/**
 * Does something with Kafka, which a command reaches by the variables of the services.
 * @throws CommandError when these are wrong, or Kafka cannot be reached or refuses
 */
export async function withKafka<Result>(
  environment: Environment,
  run: (kafka: KafkaOptions) => Promise<Result>,
): Promise<Result> {
  try {
    // What fails for good is told once, below.
    const log = createLogger({ service: 'lms-command', level: 'silent' })
    return await run(kafkaOptions(parseEnvironment(kafkaEnvironment, environment), 'lms-command', log))
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw new CommandError(cause.message, { cause })
    if (cause instanceof Error && cause.name.startsWith('KafkaJS'))
      throw new CommandError(`Kafka refused: ${cause.message}`, { cause })
    throw cause
  }
}
