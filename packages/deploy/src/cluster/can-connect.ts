import { kubectl } from '../kubectl.ts'

const PROGRAM = `const [host, port] = process.argv.slice(1)
const socket = require('net').connect({ host, port })
const end = (answer) => { console.log(answer); process.exit() }
socket.on('connect', () => end('yes')).on('error', (error) => end(error.code))
setTimeout(() => end('no'), 3000)`

/** Whether a connection opens from a pod that has Node. A refusal by the other side is an error here: it was reached. */
export async function canConnect(from: string, host: string, port: number): Promise<boolean> {
  const answer = await kubectl(['exec', from, '--', 'node', '-e', PROGRAM, host, String(port)])
  // The last line: kubectl tells of defaults before it.
  const said = answer.split('\n').at(-1)
  if (said !== 'yes' && said !== 'no') throw new Error(`${from} to ${host}:${port}: ${said}`)
  return said === 'yes'
}
