import type { CertificateResolvers } from '../../types.generated.ts'

export const Certificate: CertificateResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.certificateById.load(id),
  courseVersion: ({ versionNumber }) => versionNumber,
  holder: ({ holderId }) => ({ id: holderId }),
  url: ({ serial }, _args, { config }) => new URL(`/certificates/${serial}`, config.FRONTEND_URL),
}
