import { readdir, readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100

/** Resident memory of a process and of those that it started, in megabytes (Linux). What they share counts for each. */
export async function residentMegabytes(pid: number): Promise<number> {
  const kilobytes = await sumOver(pid, async (process) => {
    const status = await readFile(`/proc/${process}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0)
  })
  return Math.round(kilobytes / 1024)
}

/** Processor time that all threads of a process and of those that it started have taken, in seconds (Linux). */
export async function processorSeconds(pid: number): Promise<number> {
  const ticks = await sumOver(pid, async (process) => {
    const stat = await readFile(`/proc/${process}/stat`, 'utf8')
    // The second field is the program's name in parentheses, which may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Its own, and that of its children that have ended.
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  })
  return ticks / TICKS_PER_SECOND
}

/** Adds up what is read of a process and of all below it; one that has just ended has nothing. */
async function sumOver(pid: number, read: (process: number) => Promise<number>): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => [])
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  )
  const pids = children.flatMap((text) => text.split(' ').filter(Boolean).map(Number))
  const parts = await Promise.all([read(pid).catch(() => 0), ...pids.map((child) => sumOver(child, read))])
  return parts.reduce((sum, part) => sum + part, 0)
}

/** Seconds that a core has been at work for anybody (Linux). */
export async function busySeconds(core: number): Promise<number> {
  const stat = await readFile('/proc/stat', 'utf8')
  const line = stat.split('\n').find((text) => text.startsWith(`cpu${core} `)) ?? ''
  const [user, nice, system, , , irq, softirq] = line.split(' ').slice(1).map(Number)
  return [user, nice, system, irq, softirq].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) / TICKS_PER_SECOND
}
