import { queries, unseenQueries } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { LOAD_CORE } from '../start-process.ts'
import { checkAnswers } from './check-answers.ts'
import { measureRounds } from './measure-rounds.ts'
import type { PartContext } from './part-context.ts'
import { type PeerName, peerNames } from './peers.ts'
import { printFigures } from './print-figures.ts'
import type { Sharing } from './sharing.ts'

export type QueryName = keyof typeof queries

/** All gateways with one query, nothing or something shared between requests. */
export const compareQuery = (context: PartContext, name: QueryName, sharing: Sharing): Promise<void> =>
  compare(context, peerNames, { title: `${name} query, shared: ${sharing}`, query: queries[name], sharing })

/** With identical requests under way carried out once: those to subgraphs, then those of clients as well. */
export async function compareSharing(context: PartContext): Promise<void> {
  await compareQuery(context, 'large', 'subgraph requests')
  await compareQuery(context, 'small', 'subgraph requests')
  await compareQuery(context, 'large', 'all requests')
  await compareQuery(context, 'small', 'all requests')
}

/** How many documents each can parse, validate, plan and prepare, besides executing them. */
export async function comparePlanning(context: PartContext): Promise<void> {
  for (const [name, query] of Object.entries(unseenQueries)) {
    const title = `${name} query, every request another document`
    await compare(context, ['stock', 'ours'], { title, query, sharing: 'none' })
  }
}

async function compare(
  { generator, rounds, start }: PartContext,
  names: readonly PeerName[],
  { title, query, sharing }: { title: string; query: string; sharing: Sharing },
): Promise<void> {
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  await using running = await start(names, { supergraphPath: subgraphs.supergraphPath, sharing })
  const bytes = await checkAnswers(running.gateways, query)
  const figures = await measureRounds({ subgraphs, generator }, running.gateways, { query, ...rounds })
  printFigures(`${title}, answer of ${bytes} bytes`, running.gateways, figures, rounds.rounds)
}
