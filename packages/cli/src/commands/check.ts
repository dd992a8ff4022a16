import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CheckRun } from '../checks/check-run.ts'
import { runTool } from '../checks/run-tool.ts'
import { CommandError } from '../command-error.ts'
import { updateSnapshot } from '../contracts/event-snapshot.ts'
import { ALLOWED_LICENCES, LICENCE_EXCEPTIONS } from '../licences/allowed-licences.ts'
import { findForbidden } from '../licences/find-forbidden.ts'
import { listLicences } from '../licences/list-licences.ts'
import { findIncompatible } from '../migrations/find-incompatible.ts'
import { pendingChanges } from '../migrations/migration-history.ts'
import { findSubgraphs, projectRoot } from '../workspace.ts'
import { compose } from './compose.ts'
import { writeDocs } from './docs.ts'
import { generate } from './generate.ts'

export async function run(args: string[]): Promise<void> {
  parseArgs({ args })
  const check = new CheckRun((line) => console.log(line))
  const lint = check.part('format and lint', () =>
    runTool(projectRoot, '@biomejs/biome', 'bin/biome', ['ci', '--colors=off', '.']),
  )
  const licences = check.part('licences', () => assertLicencesAllowed(projectRoot))
  await check.part('joined SDL', () => assertSchemasCommitted(projectRoot))
  // Types need the generated code; composing and comparing fit into the time that they take.
  const types = check.part('types', () =>
    runTool(projectRoot, 'typescript', 'bin/tsc', ['--noEmit', '--pretty', 'false']),
  )
  await check.part('supergraph', () => assertSupergraphCommitted(projectRoot))
  await check.part('reference pages', () => assertDocsCommitted(projectRoot))
  await check.part('events', () => assertEventsCommitted(projectRoot))
  await check.part('migrations', () => assertMigrationsComplete(projectRoot))
  await check.part('old beside new', () => assertMigrationsCompatible(projectRoot))
  await Promise.all([lint, types, licences])
  check.finish()
}

async function assertSchemasCommitted(root: string): Promise<void> {
  const { schemas, resolvers } = await generate(root)
  assertNoneOf(schemas, 'not what its modules join to; it was written anew, commit it')
  assertNoneOf(resolvers, 'begun or mended by codegen; give it its content and commit it')
}

async function assertSupergraphCommitted(root: string): Promise<void> {
  const { changed } = await compose(root)
  assertNoneOf(changed, 'not what the subgraphs compose to; it was written anew, commit it')
}

async function assertDocsCommitted(root: string): Promise<void> {
  const { changed } = await writeDocs(root)
  assertNoneOf(changed, 'not what the code says; it was written anew, commit it')
}

async function assertEventsCommitted(root: string): Promise<void> {
  const { changed } = await updateSnapshot(root)
  assertNoneOf(changed, 'not what the events look like; they changed compatibly and it was written anew, commit it')
}

async function assertMigrationsComplete(root: string): Promise<void> {
  const missing: string[] = []
  for (const subgraph of await findSubgraphs(root)) {
    if (!existsSync(subgraph.datamodel)) continue
    const sql = await pendingChanges(subgraph)
    if (sql !== '')
      missing.push(`prisma/${subgraph.name} lacks a migration; run "pnpm db:diff ${subgraph.name} <name>":\n${sql}`)
  }
  if (missing.length > 0) throw new CommandError(missing.join('\n'))
}

async function assertMigrationsCompatible(root: string): Promise<void> {
  const problems = (await Promise.all((await findSubgraphs(root)).map(findIncompatible))).flat()
  if (problems.length > 0) throw new CommandError(problems.join('\n'))
}

async function assertLicencesAllowed(root: string): Promise<void> {
  const rules = { allowed: ALLOWED_LICENCES, exceptions: LICENCE_EXCEPTIONS }
  const problems = findForbidden(await listLicences(root), rules)
  if (problems.length > 0) throw new CommandError(problems.join('\n'))
}

function assertNoneOf(files: readonly string[], complaint: string): void {
  if (files.length > 0) throw new CommandError(files.map((file) => `${file} was ${complaint}.`).join('\n'))
}
