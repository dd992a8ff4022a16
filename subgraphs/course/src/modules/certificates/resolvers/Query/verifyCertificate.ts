import type { QueryResolvers } from '../../../types.generated.ts'
import { verifyCertificate as run } from '../../verify-certificate.ts'

export const verifyCertificate: NonNullable<QueryResolvers['verifyCertificate']> = (_parent, { serial }, ctx) =>
  run(ctx, serial)
