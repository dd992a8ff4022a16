import { startAs } from '@lms/kit/start-as'
import { routerNodeOptions } from './node-options.ts'

await startAs(new URL('./main.ts', import.meta.url), routerNodeOptions)
