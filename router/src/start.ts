import { startAs } from '@lms/kit/start-as'

await startAs(new URL('./main.ts', import.meta.url))
