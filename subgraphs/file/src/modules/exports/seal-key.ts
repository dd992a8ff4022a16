import type { SealKey } from '@lms/kit/events/seal'
import type { DataExportModel } from '../../generated/prisma/models.ts'

/** The key that opens what the domains answer; null once the export is done. */
export const privateKeyOf = ({ privateKey }: Pick<DataExportModel, 'privateKey'>): SealKey | null =>
  privateKey === null ? null : (JSON.parse(privateKey) as SealKey)

/** The half that the domains seal with. */
export function publicKeyOf(open: Pick<DataExportModel, 'privateKey'>) {
  const { x } = privateKeyOf(open) ?? {}
  if (x === undefined) throw new Error('the export has no key any more')
  return { kty: 'OKP', crv: 'X25519', x } as const
}
