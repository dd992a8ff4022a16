import { join } from 'node:path'
import type { StartService } from '@lms/kit/service'
import { findSubgraphs, projectRoot } from './workspace.ts'

/** What a subgraph's `server.ts` exports. @throws CommandError when there is no such subgraph */
export async function loadService(name: string): Promise<StartService> {
  await findSubgraphs(projectRoot, [name])
  const module: Record<string, unknown> = await import(join(projectRoot, 'subgraphs', name, 'src/server.ts'))
  const start = Object.entries(module).find(([exported]) => exported.startsWith('start'))?.[1]
  return start as StartService
}
