/** Prisma's filter for a column that holds a text somewhere, whatever its case; LIKE's wildcards in it stand for themselves. */
export const containing = (text: string) => ({
  contains: text.replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`),
  mode: 'insensitive' as const,
})
