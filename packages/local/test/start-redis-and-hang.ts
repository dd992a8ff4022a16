// Run by redis.test.ts as a process of its own, which it kills: starts Redis, says where, never stops it.
import { chooseRedis } from '../src/redis.ts'

const [dir = ''] = process.argv.slice(2)
const redis = await chooseRedis({ dir })
process.stdout.write(`${redis.url}\n`)
setInterval(() => {}, 1000)
