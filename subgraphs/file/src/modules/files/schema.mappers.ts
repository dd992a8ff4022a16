import type { FileModel } from '../../generated/prisma/models.ts'
import type { FileClaim } from './load-claims.ts'

export type FileMapper = FileModel
export type FileUseMapper = FileClaim
