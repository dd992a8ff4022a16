import { describeFailure } from '@lms/kit/describe-failure'
import { CommandError } from './command-error.ts'

interface Command {
  usage: string
  summary: string
  /** Loaded only when called: a production image lacks the libraries of the developers' commands. */
  load: () => Promise<{ run: (args: string[]) => Promise<void> }>
}

const commands: Record<string, Command> = {
  generate: {
    usage: '[subgraph…] [--force]',
    summary: 'database clients, joined SDL, resolver types',
    load: () => import('./commands/generate.ts'),
  },
  compose: {
    usage: '[--watch]',
    summary: 'the supergraph and the API schema from the joined SDL; a running router takes it up',
    load: () => import('./commands/compose.ts'),
  },
  'db diff': {
    usage: '<subgraph> <name> [--empty]',
    summary: 'write the next migration from the changed datamodel',
    load: () => import('./commands/db-diff.ts'),
  },
  'db migrate': {
    usage: '[--service <name>]',
    summary: "migrate the service's database, or all of a server",
    load: () => import('./commands/db-migrate.ts'),
  },
  'db wait': {
    usage: '[--service <name>] [--seconds 600]',
    summary: 'wait until somebody has migrated what db migrate would migrate',
    load: () => import('./commands/db-wait.ts'),
  },
  'admin create': {
    usage: '--email <address> --name <name>',
    summary: 'the first administrator; password asked for, from ADMIN_PASSWORD, or generated',
    load: () => import('./commands/admin-create.ts'),
  },
  'operations check': {
    usage: '<manifest>',
    summary: 'whether partners may run the operations of a persisted-query manifest',
    load: () => import('./commands/operations-check.ts'),
  },
  'operations publish': {
    usage: '<manifest> --partner <id> --url <router>',
    summary: 'check a manifest and register it; access token asked for, or from LMS_ACCESS_TOKEN',
    load: () => import('./commands/operations-publish.ts'),
  },
  'events topics': {
    usage: '[--partitions 12] [--replication -1] [--retention-days 365]',
    summary: 'create the topics of Kafka that are missing',
    load: () => import('./commands/events-topics.ts'),
  },
  'events lag': {
    usage: '[--service <name>]',
    summary: 'what is not published, not handled, or was put aside',
    load: () => import('./commands/events-lag.ts'),
  },
  'events dead': {
    usage: '[id] [--consumer <service>] [--type <event>] [--since <time>] [--until <time>]',
    summary: 'list dead letters, or show one',
    load: () => import('./commands/events-dead.ts'),
  },
  'events replay': {
    usage: '[id…] [--consumer …] [--type …] [--since …] [--until …] [--all]',
    summary: 'send dead letters again, to the service that could not handle them',
    load: () => import('./commands/events-replay.ts'),
  },
  'events rebuild': {
    usage: '<subgraph> <table> [--keep-rows]',
    summary: 'make a read model anew from the log',
    load: () => import('./commands/events-rebuild.ts'),
  },
  'events sagas': {
    usage: '[--kind <kind>] [--key <id>] [--stuck] [--all] [--service <name>]',
    summary: 'where purchases, refunds, completions, erasures and exports are, since when, and whether they are stuck',
    load: () => import('./commands/events-sagas.ts'),
  },
  'events resume': {
    usage: '<kind> <key> | --stuck [--service <name>]',
    summary: 'do the present step of a saga again, now',
    load: () => import('./commands/events-resume.ts'),
  },
  'events recover': {
    usage: '--to <time> [--behind-hours 24] [--save <file>]',
    summary: 'after a restore, services stopped: forget what was told later, tell again what was not handled',
    load: () => import('./commands/events-recover.ts'),
  },
  archive: {
    usage: '<subgraph> <table> --before <time> --to <file> [--delete]',
    summary: 'write old rows into a file and verify it; then delete them',
    load: () => import('./commands/archive.ts'),
  },
  'archive restore': {
    usage: '<file>',
    summary: 'put the rows of such a file back',
    load: () => import('./commands/archive-restore.ts'),
  },
  docs: {
    usage: '',
    summary: 'reference pages generated from the code',
    load: () => import('./commands/docs.ts'),
  },
  check: {
    usage: '',
    summary: 'format, lint, types, generated code, SDL, supergraph, migrations, licences',
    load: () => import('./commands/check.ts'),
  },
  test: {
    usage: '[file…]',
    summary: 'check, then all tests: what npm test runs',
    load: () => import('./commands/test.ts'),
  },
}

async function main(words: string[]): Promise<void> {
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((candidate) => candidate in commands)
  const command = name === undefined ? undefined : commands[name]
  if (name === undefined || !command) {
    if (words.length > 0 && !['help', '--help', '-h'].includes(words[0] ?? '')) {
      throw new CommandError(`There is no command "${words.join(' ')}".\n\n${help()}`)
    }
    console.log(help())
    return
  }
  // Some package managers hand the separator on.
  const args = words.slice(name.split(' ').length).filter((word) => word !== '--')
  if (args.includes('--help')) {
    console.log(`pnpm lms ${name} ${command.usage}\n${command.summary}`)
    return
  }
  const { run } = await command.load()
  await run(args)
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { usage, summary }]) => [`${name} ${usage}`, summary] as const)
  const width = Math.max(...lines.map(([left]) => left.length))
  return ['pnpm lms <command>', '', ...lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join('\n')
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof CommandError ? error.message : describeFailure(error))
  process.exitCode = 1
}
