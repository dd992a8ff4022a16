import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { assertPortFree, freePort } from '../src/ports.ts'

test('a free port can be listened on', async () => {
  const port = await freePort()
  await assertPortFree(port, 'the router')
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
})

test('no two are the same, none is taken, and none is one that systems give out by themselves', async () => {
  const [first, second] = await Promise.all([freePort(), freePort()])
  expect(second).not.toBe(first)
  expect(Math.max(first, second)).toBeLessThan(32_768)
  const server = createServer().listen(second + 1, '127.0.0.1')
  await once(server, 'listening')
  expect(await freePort()).toBe(second + 2)
  server.close()
})

test('what one process was given, another is not, also before it is listened on', async () => {
  const bind = async (port: number) => {
    const socket = createSocket('udp4').bind({ port, address: '127.0.0.1', exclusive: true })
    await once(socket, 'listening')
    return socket
  }
  const given = await freePort()
  await expect(bind(given)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  // What another process does for a port that it was given.
  const other = await bind(given + 1)
  expect(await freePort()).toBe(given + 2)
  other.close()
})

test('a taken port is refused with its number, what wanted it and what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await expect(assertPortFree(port, 'the router')).rejects.toMatchObject({
    name: 'StackError',
    message: `Port ${port}, which the router needs, is taken by another program.`,
    hint: expect.stringContaining('lsof -i'),
  })
  server.close()
})
