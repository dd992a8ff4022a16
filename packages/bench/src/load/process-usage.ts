import { readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100

/** Resident memory of a process in megabytes (Linux). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
}

/** Processor time that all threads of a process have taken, in seconds (Linux). */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name in parentheses, which may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Seconds that a core has been at work for anybody (Linux). */
export async function busySeconds(core: number): Promise<number> {
  const stat = await readFile('/proc/stat', 'utf8')
  const line = stat.split('\n').find((text) => text.startsWith(`cpu${core} `)) ?? ''
  const [user, nice, system, , , irq, softirq] = line.split(' ').slice(1).map(Number)
  return [user, nice, system, irq, softirq].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) / TICKS_PER_SECOND
}
