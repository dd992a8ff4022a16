const RUNS = 4

/**
 * Counts the SQL statements that an action causes: the fewest of several runs, since a job of the service may send some
 * of its own meanwhile. The action must cause the same ones each time.
 */
export async function countStatements(
  service: { sqlStatements(): Promise<number> },
  action: () => Promise<unknown>,
): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const before = await service.sqlStatements()
    await action()
    fewest = Math.min(fewest, (await service.sqlStatements()) - before)
  }
  return fewest
}
