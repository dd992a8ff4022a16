import type { Context } from '../../context.ts'
import type { CertificateModel } from '../../generated/prisma/models.ts'
import { readSerial } from './serial.ts'

/** A certificate by what somebody read off it; whoever has the serial may see it, revoked or not. */
export async function verifyCertificate({ db }: Context, text: string): Promise<CertificateModel | null> {
  const serial = readSerial(text)
  return serial === null ? null : db.certificate.findUnique({ where: { serial } })
}
