interface Command {
  summary: string
  load: () => Promise<{ run: (args: string[]) => Promise<void> }>
}

const commands: Record<string, Command> = {
  build: {
    summary: '[image…] [--tag v1.0.0] [--push registry] [--overlay name]: build images, push them, deploy by digest',
    load: () => import('./build-images.ts'),
  },
  sbom: {
    summary: '<folder> [--tag v1.0.0]: write what the product and each image consist of, as CycloneDX',
    load: () => import('./sbom/write-sboms.ts'),
  },
  secrets: {
    summary: "make the dev overlay's secrets in the current kubectl context, once",
    load: () => import('./make-secrets.ts'),
  },
  overlay: {
    summary: '<environment> <outputs.json>: note in an overlay where Terraform made what it needs',
    load: () => import('./cloud/write-overlay.ts'),
  },
  store: {
    summary: "<environment> <outputs.json> <accounts.env>: make an environment's secrets, and scripts that store them",
    load: () => import('./cloud/write-secrets.ts'),
  },
  rotate: {
    summary: '<add|switch|remove> <name> | publish <file> | account <service> <folder>: the next state of secrets',
    load: () => import('./rotation/rotate-secrets.ts'),
  },
  forwarded: {
    summary:
      "<program> [argument…]: run a program against the dev overlay's PostgreSQL and Kafka, whose ports are forwarded",
    load: () => import('./run-forwarded.ts'),
  },
  seed: {
    summary: 'make the demo data in the dev overlay, whose ports are forwarded',
    load: () => import('./seed-cluster.ts'),
  },
  tilt: {
    summary: 'print what the Tiltfile reads',
    load: () => import('./tilt-plan.ts'),
  },
  docs: {
    summary: 'write docs/deployment/topology.md, and the tables of scaling.md',
    load: () => import('./write-docs.ts'),
  },
}

const [name = '', ...words] = process.argv.slice(2)
// Some package managers hand the separator on; a later one is for the program that is run.
const args = words[0] === '--' ? words.slice(1) : words
const command = commands[name]
if (!command) {
  for (const [each, { summary }] of Object.entries(commands)) console.error(`${each}  ${summary}`)
  process.exit(1)
}
try {
  const { run } = await command.load()
  await run(args)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
