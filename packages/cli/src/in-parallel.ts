import { availableParallelism } from 'node:os'

/** Runs the work for every item, as many at once as there are cores, and answers in the items' order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await run(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return results
}
