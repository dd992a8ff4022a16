import { parseArgs } from 'node:util'
import { askPassword } from '../ask-password.ts'
import { CommandError } from '../command-error.ts'
import { publishOperations } from '../operations/publish-operations.ts'
import { readManifestFile } from '../operations/read-manifest-file.ts'

const EXAMPLE =
  'pnpm lms operations publish persisted-query-manifest.json --partner partner_01k… --url https://api.example.com'

export async function run(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { partner: { type: 'string' }, url: { type: 'string' } },
  })
  const [file, ...others] = positionals
  const { partner: partnerId, url } = values
  if (file === undefined || others.length > 0 || !partnerId || !url)
    throw new CommandError(`Say which manifest, for whom and where: ${EXAMPLE}`)
  if (!URL.canParse(url)) throw new CommandError(`--url ${url} is not a URL, such as https://api.example.com`)
  const operations = await readManifestFile(file)
  const added = await publishOperations(operations, { url, partnerId, accessToken: await readAccessToken() })
  console.log(`${partnerId} may run the ${operations.length} operation(s) of ${file}; ${added} of them are new`)
}

async function readAccessToken(): Promise<string> {
  const token =
    process.env.LMS_ACCESS_TOKEN ||
    (process.stdin.isTTY ? await askPassword('Access token of a member of staff: ') : '')
  if (token) return token
  throw new CommandError('Set LMS_ACCESS_TOKEN to the access token of a member of staff.')
}
