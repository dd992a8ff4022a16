import type { CertificateModel } from '../../generated/prisma/models.ts'

export type CertificateMapper = CertificateModel
