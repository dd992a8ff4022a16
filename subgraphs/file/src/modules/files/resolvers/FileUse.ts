import type { FileUseResolvers } from '../../types.generated.ts'

export const FileUse: FileUseResolvers = {
  kind: ({ ownerType }) => ownerType,
  id: ({ ownerId }) => ownerId,
  course: ({ courseId }) => ({ id: courseId }),
}
