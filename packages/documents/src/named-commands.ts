import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Page, projectRoot } from './pages.ts'

/** What pnpm does by itself. */
const BUILT_IN = ['install', 'update', 'audit', 'outdated', 'licenses', 'sbom', 'deploy', 'fetch']
const CALL = /\b(?:pnpm(?:@[\d.]+)?|npm run) (?!@)([a-z][\w:-]*)/g

/** Commands of the project that a page names, in text or code, and that there are not. */
export function unknownScripts({ path, text }: Page): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: object }
  const code = [...text.matchAll(/`[^`\n]+`|^ *(?:pnpm|npm|npx) .*$/gm)].map(([each]) => each)
  const named = code.flatMap((each) => [...each.matchAll(CALL)].map(([, name = '']) => name))
  return [...new Set(named)]
    .filter((name) => !(name in scripts) && !BUILT_IN.includes(name))
    .map((name) => `${path} names "pnpm ${name}", which package.json does not have`)
}
