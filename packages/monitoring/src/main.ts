import { writeFile } from 'node:fs/promises'
import { generatedFiles } from './generated-files.ts'

// `pnpm monitoring`: writes what is generated in infra/monitoring.
for (const [file, text] of await generatedFiles()) await writeFile(file, text)
