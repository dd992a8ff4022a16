import type { FileResolvers } from '../../types.generated.ts'
import { findFile } from '../find-file.ts'
import { listUses } from '../list-uses.ts'
import { objectKey } from '../object-key.ts'

export const File: FileResolvers = {
  __resolveReference: async ({ id }, ctx) => findFile(ctx, id),
  downloadUrl: ({ id, status, fileName }, _args, { storage, clock }) =>
    status === 'AVAILABLE' ? storage.sign.download(objectKey(id), fileName, clock.now()) : null,
  usedIn: (file, _args, ctx) => listUses(ctx, file),
  owner: ({ ownerId }) => ({ id: ownerId }),
}
