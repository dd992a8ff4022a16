/**
 * How much generated tests try. EXECUTION_RUNS and EXECUTION_SEED make a longer sweep, or another one; without them a
 * change is judged by the same operations as the one before it.
 */
export const sweep = {
  numRuns: Number(process.env.EXECUTION_RUNS ?? 150),
  seed: Number(process.env.EXECUTION_SEED ?? 1),
}
