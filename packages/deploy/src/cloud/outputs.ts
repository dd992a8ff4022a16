import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** What an environment's overlay needs of the cloud: Terraform's output `overlay`. */
export const OverlayOutputs = z.strictObject({
  region: z.string(),
  api_host: z.string(),
  frontend_url: z.url(),
  /** How many append to `X-Forwarded-For`. */
  proxies: z.int(),
  postgres_host: z.string(),
  /** Standbys of the same server. */
  postgres_replica_hosts: z.array(z.string()),
  kafka_brokers: z.string(),
  files_bucket: z.string(),
  file_role_arn: z.string(),
})
export type OverlayOutputs = z.infer<typeof OverlayOutputs>

/** What is needed to make an environment's secrets: Terraform's output `store`. */
export const StoreOutputs = z.strictObject({
  region: z.string(),
  /** Entries of Secrets Manager that External Secrets reads. */
  entries: z.array(z.string()),
  postgres_host: z.string(),
  postgres_master_secret: z.string(),
  redis_host: z.string(),
  redis_replication_group: z.string(),
  kafka_cluster_arn: z.string(),
  kafka_account_secret: z.strictObject({ arn: z.string(), name: z.string() }),
})
export type StoreOutputs = z.infer<typeof StoreOutputs>

const Outputs = z.object({ overlay: z.object({ value: OverlayOutputs }), store: z.object({ value: StoreOutputs }) })

/**
 * Reads what `terraform output -json` printed.
 *
 * @throws ZodError where an output is missing, or is one that nothing here knows
 */
export async function readOutputs(file: string): Promise<{ overlay: OverlayOutputs; store: StoreOutputs }> {
  const { overlay, store } = Outputs.parse(JSON.parse(await readFile(file, 'utf8')))
  return { overlay: overlay.value, store: store.value }
}
