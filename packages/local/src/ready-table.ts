import type { Stack } from './stack.ts'

interface About {
  seconds: number
  residentBytes: number
  logFile: string
  folder: string
  logins: readonly { role: string; email: string; password: string }[]
}

const FIRST_QUERY = '{ courses(first: 3) { nodes { title instructor { displayName } price { decimal currency } } } }'

/** What a person needs to know when the stack is ready. */
export function readyTable(stack: Stack, { seconds, residentBytes, logFile, folder, logins }: About): string {
  const rows: [string, string][] = [
    ['GraphQL', `${stack.routerUrl}/graphql`],
    ['Explorer', `${stack.routerUrl}/graphql  (in a browser)`],
    ...(stack.mailUrl ? [['Mail', stack.mailUrl] as [string, string]] : []),
    ['Stripe', `${stack.places.stripeUrl}  (stand-in)`],
    ['Razorpay', `${stack.places.razorpayUrl}  (stand-in)`],
    ['Firebase', `${stack.places.firebaseUrl}  (stand-in)`],
    ['Object store', stack.places.objectStore.endpoint],
    ['Database', stack.databases.get('course')?.replace(/[^/]+$/, 'lms_<service>') ?? ''],
    ['Log', logFile],
    ['Data', `${folder}  (npm run reset removes it)`],
    ...logins.map(({ role, email, password }) => [role, `${email}  ${password}`] as [string, string]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    '',
    `Ready in ${seconds.toFixed(1)} s, ${Math.round(residentBytes / 1024 / 1024)} MB resident without PostgreSQL.`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    'A first query:',
    '',
    `  curl -s ${stack.routerUrl}/graphql -H 'content-type: application/json' \\`,
    `    -d '{"query":"${FIRST_QUERY}"}'`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n')
}
