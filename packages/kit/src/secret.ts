import type { z } from 'zod'

/**
 * Marks a variable of an environment whose value nobody else may know: `.meta(SECRET)`. docs/deployment/secrets.md tells of
 * each how it is replaced.
 */
export const SECRET = { secret: true }

/** Whether a variable is marked. */
export const isSecret = (type: z.ZodType): boolean => type.meta()?.secret === true
