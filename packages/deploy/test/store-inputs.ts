import { GIVEN } from '@lms/deploy/cloud/create-store'
import type { StoreOutputs } from '@lms/deploy/cloud/outputs'

/** What Terraform would say of a store without entries. */
export const STORE_OUTPUTS: StoreOutputs = {
  region: 'us-east-1',
  entries: [],
  postgres_host: 'postgres.test',
  postgres_master_secret: 'arn:master',
  redis_host: 'redis.test',
  redis_replication_group: 'lms-test',
  kafka_cluster_arn: 'arn:kafka',
  kafka_account_secret: { arn: 'arn:account', name: 'AmazonMSK_lms-test' },
}

/** Everything that only others can give. */
export const ACCOUNTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(GIVEN)
    .flat()
    .map((name) => [name, `given ${name}`]),
)
