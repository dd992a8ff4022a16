import type { EnrollmentResolvers } from '../../types.generated.ts'

export const Enrollment: Pick<EnrollmentResolvers, 'certificate' | '__isTypeOf' | '__resolveReference'> = {
  certificate: ({ id }, _args, { loaders }) => loaders.certificateByEnrollmentId.load(id),
}
