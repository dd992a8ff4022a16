/**
 * Names out of a list separated by commas, all when none is given, in the order of those that are known.
 * @throws Error that names one that is not known
 */
export function knownNames<Name extends string>(what: string, known: readonly Name[], given = ''): Name[] {
  const wanted = given.split(',').filter(Boolean)
  for (const name of wanted) {
    if (!known.some((one) => one === name)) throw new Error(`no ${what} ${name}: choose from ${known.join(', ')}`)
  }
  return wanted.length === 0 ? [...known] : known.filter((name) => wanted.includes(name))
}
