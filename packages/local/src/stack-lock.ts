import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StackError } from './stack-error.ts'

/** How long a stack that was told to stop may still hold its folder. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 250

/**
 * Lets one stack at a time work on a folder. The lock is a listening socket, so it ends with the process however that
 * dies. A stack that is just stopping is waited for.
 * @throws StackError when another one keeps running
 */
export async function lockFolder(folder: string, onWait: () => void): Promise<{ release(): Promise<void> }> {
  const address = socketAddress(folder)
  for (let waited = 0; waited <= PATIENCE_MS; waited += PAUSE_MS) {
    const server = await listen(address)
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) }
    if (await isHeld(address)) {
      if (waited === 0) onWait()
      await delay(PAUSE_MS)
    } else {
      await rm(address, { force: true })
    }
  }
  throw new StackError(
    `Another stack is running on ${folder}.`,
    'Use that one, or stop it (Ctrl-C in its terminal) and start again.',
  )
}

// Paths of sockets are short (about 100 characters), those of folders need not be.
function socketAddress(folder: string): string {
  const name = `lms-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen(address, () => resolve(server.unref()))
  })
}

function isHeld(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    const answer = (held: boolean) => {
      socket.destroy()
      resolve(held)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
