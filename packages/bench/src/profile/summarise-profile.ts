/** What V8 writes as .cpuprofile: a tree of calls, and which of its nodes ran at each sample. Times are microseconds. */
export interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame }[]
  startTime: number
  samples: number[]
  timeDeltas: number[]
}

interface CallFrame {
  functionName: string
  url: string
  lineNumber: number
}

export interface TimeSpent {
  name: string
  /** Microseconds in it alone, not in what it calls. */
  self: number
}

export interface ProfileSummary {
  /** Microseconds, without those in which nothing was to do. */
  busy: number
  idle: number
  functions: TimeSpent[]
  modules: TimeSpent[]
}

/** Self time by function and by module, the longest first, of what was sampled from one moment to another. */
export function summariseProfile(profile: CpuProfile, from: number, to: number): ProfileSummary {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const functions = new Map<string, number>()
  const modules = new Map<string, number>()
  let [busy, idle, at] = [0, 0, profile.startTime]
  for (const [index, id] of profile.samples.entries()) {
    const frame = frames.get(id)
    // A delta is the time since the sample before, in which this one's function is taken to have run.
    const self = profile.timeDeltas[index] ?? 0
    at += self
    if (!frame || at < from || at > to) continue
    if (frame.functionName === '(idle)') {
      idle += self
      continue
    }
    busy += self
    add(functions, describeFunction(frame), self)
    add(modules, moduleOf(frame), self)
  }
  return { busy, idle, functions: longestFirst(functions), modules: longestFirst(modules) }
}

const add = (times: Map<string, number>, name: string, self: number) => times.set(name, (times.get(name) ?? 0) + self)

const longestFirst = (times: Map<string, number>): TimeSpent[] =>
  [...times].map(([name, self]) => ({ name, self })).sort((a, b) => b.self - a.self)

function describeFunction({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName || '(anonymous)'
  return url ? `${name}  ${shortened(url)}:${lineNumber + 1}` : name
}

/** Where a function comes from: a package, a folder of our sources, or a part of the engine. */
function moduleOf({ functionName, url }: CallFrame): string {
  if (functionName === '(garbage collector)') return 'garbage collector'
  if (functionName === '(program)') return 'native code outside JavaScript'
  if (url === '') return 'built-in functions'
  if (url.startsWith('node:')) return url.replace(/^(node:(internal\/)?[^/]+).*$/, '$1')
  if (url.startsWith('wasm:')) return 'WebAssembly'
  const path = shortened(url)
  return packageOf(path) ?? path.slice(0, path.lastIndexOf('/'))
}

/** The innermost package, since pnpm nests them in folders of the same kind. */
const packageOf = (path: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]

/** A path within the tree or, of a package, within its folder. */
function shortened(url: string): string {
  const path = decodeURI(url.replace(/^file:\/\//, ''))
  const inPackage = path.lastIndexOf('node_modules/')
  if (inPackage >= 0) return path.slice(inPackage)
  return path.startsWith(TREE) ? path.slice(TREE.length) : path
}

const TREE = decodeURI(new URL('../../../../', import.meta.url).pathname)
