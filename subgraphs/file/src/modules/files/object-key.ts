/** Key of a file's object in the bucket. Nothing that a client chooses is part of it. */
export const objectKey = (fileId: string): string => `files/${fileId}`
