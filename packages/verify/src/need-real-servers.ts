import { type RealServers, startRealServers } from '@lms/testkit/real-servers'

/** @throws Error where Redis or Kafka cannot be had: nothing here may be left out unseen */
export async function needRealServers(): Promise<RealServers> {
  const servers = await startRealServers()
  if (!servers)
    throw new Error('Redis and Kafka are needed: redis-server, Java 17 and mvn, or REDIS_URL and KAFKA_BROKERS')
  return servers
}
