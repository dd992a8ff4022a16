import type { FilePurpose } from '../../generated/prisma/enums.ts'

/** What a purpose allows. */
export interface PurposeRule {
  /** Bytes. */
  maximumSize: bigint
  contentTypes: ReadonlySet<string>
}

const MIB = 1024n ** 2n
const GIB = 1024n ** 3n

const VIDEOS = ['video/mp4', 'video/webm', 'video/quicktime']
const PICTURES = ['image/png', 'image/jpeg', 'image/webp']
// Neither HTML nor SVG nor scripts: what a browser would run is no document here.
const DOCUMENTS = [
  'application/pdf',
  'application/zip',
  'application/json',
  'application/rtf',
  'application/epub+zip',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.oasis.opendocument.presentation',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'image/gif',
  'text/csv',
  'text/markdown',
  'text/plain',
  'text/vtt',
  ...PICTURES,
]

/** What people upload files for; the system itself makes the others. */
export type UploadPurpose = Exclude<FilePurpose, 'DATA_EXPORT'>

/** Limits by purpose; the enum's descriptions in the schema repeat the sizes. */
export const PURPOSES: Record<UploadPurpose, PurposeRule> = {
  // The most that S3 takes in one request.
  LESSON_VIDEO: { maximumSize: 5n * GIB, contentTypes: new Set(VIDEOS) },
  LESSON_FILE: { maximumSize: GIB, contentTypes: new Set(DOCUMENTS) },
  SUBMISSION: { maximumSize: 200n * MIB, contentTypes: new Set([...DOCUMENTS, ...VIDEOS]) },
  AVATAR: { maximumSize: 5n * MIB, contentTypes: new Set(PICTURES) },
}
