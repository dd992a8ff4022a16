import type { TakenRequest } from './take-request.ts'

const MOST = 20_000

/** Finished answers by path and body. */
export interface Answers {
  find(request: TakenRequest): Buffer | undefined
  add(request: TakenRequest, finish: (text: string) => Buffer): Promise<Buffer>
}

export function createAnswers(compute: (path: string, body: string) => Promise<string>): Answers {
  const known = new Map<string, Map<string, Buffer>>()
  return {
    find: ({ path, body }) => known.get(path)?.get(asKey(body)),
    async add({ path, body }, finish) {
      const answer = finish(await compute(path, body.toString()))
      const ofPath = known.get(path) ?? new Map()
      // Documents that are all different would fill the memory.
      if (ofPath.size >= MOST) ofPath.clear()
      known.set(path, ofPath.set(asKey(body), answer))
      return answer
    },
  }
}

/** Latin 1 tells bodies apart as well as UTF-8 and needs no decoding. */
const asKey = (body: Buffer) => body.toString('latin1')
