import { fileTypeFromBuffer } from 'file-type'

/** So many bytes from the beginning of a file tell its type. */
export const HEAD_BYTES = 4_100

/**
 * Whether a file plainly is not of its announced type: its beginning bears the signature of another family of types, or
 * it is announced as a picture and bears none. What has no known signature otherwise passes.
 */
export async function contradictsType(head: Uint8Array, contentType: string): Promise<boolean> {
  const found = await fileTypeFromBuffer(head)
  const family = familyOf(contentType)
  if (!found) return family === 'picture'
  // Plain words may begin like a signature of two letters (BM, MZ), but hold no zero.
  if (family === 'text' && !head.includes(0)) return false
  return familyOf(found.mime) !== family
}

/** Programs mix up the types within a family: a protected .docx is a .doc outside, an .m4a may be found to be a video. */
function familyOf(contentType: string): string {
  const family = FAMILIES.find(({ pattern }) => pattern.test(contentType))
  return family?.name ?? contentType
}

const FAMILIES: readonly { name: string; pattern: RegExp }[] = [
  { name: 'picture', pattern: /^image\// },
  { name: 'recording', pattern: /^(audio|video)\/|^application\/(ogg|mp4)$/ },
  { name: 'text', pattern: /^text\/|^application\/json$/ },
  {
    name: 'document',
    pattern: /[/+]zip$|rtf$|msword$|cfb$|openxmlformats|opendocument|vnd\.ms-(excel|powerpoint|word)/,
  },
]
