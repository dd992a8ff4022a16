import { TypeID, typeid } from 'typeid-js'

/** An id such as `course_01k…`: TypeID (https://github.com/jetify-com/typeid) over UUIDv7, so ids sort by creation. */
export function newId(prefix: string): string {
  return typeid(prefix).toString()
}

/** The prefix of a well-formed id, or null. */
export function idPrefix(id: string): string | null {
  try {
    return TypeID.fromString(id).getType()
  } catch {
    return null
  }
}
