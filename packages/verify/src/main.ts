import { describeFailure } from '@lms/kit/describe-failure'

/** One thing that is verified. */
interface Part {
  usage: string
  summary: string
  load: () => Promise<{
    /** Prints what it measures. @returns whether all that must hold did */
    run: (args: string[]) => Promise<boolean>
  }>
}

const parts: Record<string, Part> = {
  chaos: {
    usage: '[--seeds 1,2,3] [--only <pattern>] [--minutes 7 [--from 24]] [--kafka-down-seconds 60] [--logs <folder>]',
    summary: 'kills services, Kafka, PostgreSQL and Redis under load, and looks for what was lost or done twice',
    load: () => import('@lms/chaos/verify-chaos'),
  },
  cluster: {
    usage: '[--context <name>] [--keep-overlay | --attached] [--only <file>]',
    summary: 'applies the dev overlay to a cluster, plays the journey through its ingress, and breaks parts of it',
    load: () => import('@lms/deploy/verify-cluster'),
  },
  drill: {
    usage: '[--gigabytes 1] [--learners 8]',
    summary: 'destroys the database under load, restores it from either region, and checks what must hold; RPO and RTO',
    load: () => import('./drill/verify-drill.ts'),
  },
  rolling: {
    usage: '[--short] [--cluster [--ingress <url>]] [--rate 100] [--sockets 200]',
    summary: 'replaces every process under load: no request, socket or event may be lost, nothing done twice',
    load: () => import('./rolling/verify-rolling.ts'),
  },
  rotation: {
    usage: '[--short] [--only <secret>] [--pace 2]',
    summary: 'replaces secrets under load: no request may fail, and the old ones must be refused afterwards',
    load: () => import('./rotation/verify-rotation.ts'),
  },
}

const [name, ...args] = process.argv.slice(2).filter((word) => word !== '--')
const part = parts[name ?? '']
if (!part || args.includes('--help')) {
  console.log(`pnpm verify <name>\n\n${Object.keys(parts).map(describe).join('\n')}`)
  process.exitCode = part || name === undefined ? 0 : 1
} else {
  try {
    const { run } = await part.load()
    process.exitCode = (await run(args)) ? 0 : 1
  } catch (error) {
    console.error(describeFailure(error))
    process.exitCode = 1
  }
}

function describe(of: string): string {
  const { usage = '', summary } = parts[of] ?? {}
  return `  ${of} ${usage}\n      ${summary}`
}
