import { type Environment, parseEnvironment, port, subgraphEnvironment } from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** Environment of the file service. */
export const fileEnvironment = subgraphEnvironment
  .extend({
    FILE_SERVICE_PORT: port(3008).describe('Port of the file service'),
    S3_BUCKET: z.string().min(3).describe('Bucket of the uploaded files'),
    S3_ENDPOINT: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('S3-compatible store, addressed path style; Amazon S3 when absent'),
    S3_PUBLIC_ENDPOINT: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where clients reach the same store, for presigned URLs; S3_ENDPOINT when absent'),
    AWS_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket'),
    AWS_ACCESS_KEY_ID: z.string().min(1).optional().describe('Key of the bucket; the IAM role of the pod when absent'),
    AWS_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('Secret of AWS_ACCESS_KEY_ID').meta(SECRET),
    STORAGE_QUOTA_BYTES: z.coerce
      .number()
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .default(5 * GIB)
      .describe('Space for the files of one person'),
    UPLOAD_URL_SECONDS: z.coerce
      .number()
      .int()
      .min(60)
      .max(3_600)
      .default(900)
      .describe('Life of a presigned upload: so long may pass until it begins'),
    UPLOAD_RESERVATION_SECONDS: z.coerce
      .number()
      .int()
      .min(3_600)
      .max(7 * 86_400)
      .default(86_400)
      .describe('How long space stays reserved for an upload that is not completed'),
    UPLOAD_PART_BYTES: z.coerce
      .number()
      .int()
      .min(5 * MIB)
      .max(GIB)
      .default(64 * MIB)
      .describe('Files larger than this go up in parts of this size'),
    DOWNLOAD_URL_SECONDS: z.coerce
      .number()
      .int()
      .min(10)
      .max(300)
      .default(300)
      .describe('Life of a presigned download: so long does a copied address outlive the right to it'),
    DATA_EXPORT_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(30)
      .default(7)
      .describe('How long somebody can download what is known of them, once it is put together'),
    FILE_SWEEP_MS: z.coerce
      .number()
      .int()
      .min(10)
      .default(10_000)
      .describe('Pause between two looks for lapsed uploads, bytes to verify and bytes to remove'),
  })
  .refine(({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }) => !AWS_ACCESS_KEY_ID || AWS_SECRET_ACCESS_KEY, {
    path: ['AWS_SECRET_ACCESS_KEY'],
    message: 'belongs to AWS_ACCESS_KEY_ID',
  })

export type FileConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(fileEnvironment, environment)
  return { ...parsed, port: parsed.FILE_SERVICE_PORT }
}
