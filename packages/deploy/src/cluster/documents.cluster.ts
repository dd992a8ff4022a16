import { readListing } from '@lms/documents/listing'
import { runShell } from '@lms/documents/run-shell'
import { beforeAll, expect, test } from 'vitest'
import { kubectl } from '../kubectl.ts'

/* What the documents say to operators, on this cluster. docs/commands.md lists which. */

const commands = (await readListing()).filter(({ way }) => way === 'CLUSTER')
/** Forwarding goes on for ever, so it is ended when it has begun. */
const FORWARDING_SECONDS = 5

let names: Record<string, string>
beforeAll(async () => {
  const first = (args: string[]) => kubectl([...args, '--output', 'jsonpath={.items[0].metadata.name}'])
  const pod = await first(['get', 'pods', '--selector', 'app.kubernetes.io/name=course-service'])
  names = {
    '<pod>': pod,
    '<node>': await first(['get', 'nodes']),
    '<request id>': 'no-such-request',
    // Others cannot be pulled here.
    '--image=busybox': `--image=${await kubectl(['get', 'pod', pod, '--output', 'jsonpath={.spec.containers[0].image}'])}`,
  }
})

for (const { text } of commands)
  test(text, async () => {
    const filled = Object.entries(names).reduce((command, [name, value]) => command.replaceAll(name, value), text)
    expect(filled).not.toMatch(/<[a-z]/)
    if (text.includes('port-forward')) {
      const printed = await runShell(`timeout ${FORWARDING_SECONDS} ${filled} || [ $? = 124 ]`)
      expect(printed).toContain('Forwarding from')
    } else {
      // What a filter finds does not matter, that kubectl answered does.
      const printed = await runShell(`set +o pipefail\n${filled}\n[ "\${PIPESTATUS[0]}" = 0 ]`)
      // What the page on security has one look for.
      expect(printed).not.toContain('REACHED')
    }
  })
