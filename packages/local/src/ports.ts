import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { StackError } from './stack-error.ts'

/** Below those that systems give out by themselves, to who listens on port 0 or connects. */
const FIRST_FREE = 15_000
const LAST_FREE = 32_000
/** Processes that start one after the other, as the workers of tests do, begin that far apart: one of them takes hundreds. */
const STRIDE = 4_999

let nextFree = FIRST_FREE + ((process.pid * STRIDE) % (LAST_FREE - FIRST_FREE))

/**
 * A TCP port of 127.0.0.1 that nobody listens on, that nobody is given by chance before it is used, and that no other
 * process gets from here as long as this one lives: a server may need seconds until it listens.
 */
export async function freePort(): Promise<number> {
  for (let tried = FIRST_FREE; tried < LAST_FREE; tried++) {
    const port = nextFree
    nextFree = port + 1 < LAST_FREE ? port + 1 : FIRST_FREE
    const isFree = await reserve(port)
      .then(() => listenBriefly(port))
      .then(
        () => true,
        () => false,
      )
    if (isFree) return port
  }
  throw new Error(`every port from ${FIRST_FREE} to ${LAST_FREE} is taken`)
}

/** The UDP port of the same number stands for the reservation: the system gives it to one process and frees it at its death. */
async function reserve(port: number): Promise<void> {
  const socket = createSocket('udp4').unref()
  socket.bind({ address: '127.0.0.1', port, exclusive: true })
  await once(socket, 'listening')
}

/**
 * Makes sure that `port` can be listened on.
 * @param what who wants it, for the message: `PostgreSQL`, `the router`
 * @throws StackError when another program holds it or the system forbids it
 */
export async function assertPortFree(port: number, what: string): Promise<void> {
  try {
    await listenBriefly(port)
  } catch (error) {
    throw portError(error, port, what)
  }
}

/**
 * Lets `app` listen on 127.0.0.1, or where told, and returns its URL; port 0 is any free one. Closes it again when that
 * fails.
 * @throws StackError when the port is taken
 */
export async function listenLocally(
  app: FastifyInstance,
  port: number,
  what: string,
  host = '127.0.0.1',
): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw portError(error, port, what)
  }
}

/** Turns the failure of a `listen` into a sentence; leaves every other error as it is. */
function portError(error: unknown, port: number, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return portTaken(port, what, error)
  if (code === 'EACCES') {
    const message = `Port ${port}, which ${what} needs, may not be opened by this user.`
    return new StackError(message, 'Choose a port above 1023.', { cause: error })
  }
  return error
}

export function portTaken(port: number, what: string, cause?: unknown): StackError {
  return new StackError(
    `Port ${port}, which ${what} needs, is taken by another program.`,
    `Stop that program ("lsof -i :${port}" names it).`,
    { cause },
  )
}

function listenBriefly(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => resolve())
    })
  })
}
