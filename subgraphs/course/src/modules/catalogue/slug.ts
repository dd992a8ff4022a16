const LONGEST = 80

/** A title as it stands in an address: lower-case letters and digits of any script, joined by hyphens. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
  // By code point: half of a surrogate pair could not be stored.
  const slug = [...words].slice(0, LONGEST).join('')
  return slug.replace(/^-+|-+$/g, '') || 'course'
}

/** Slugs to try in turn: the title's own, then with ever more of the course's id. */
export function slugCandidates(title: string, courseId: string): string[] {
  const slug = slugOf(title)
  const [, suffix = courseId] = courseId.split('_')
  return [slug, `${slug}-${suffix.slice(-6)}`, `${slug}-${suffix}`]
}
