/*
 * `pnpm tilt:preflight`: what is there of what `tilt up` needs, and what to do about the rest. The Tiltfile runs it first.
 * With any Node and without packages, for these may be what is missing; so this file is plain JavaScript.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const INSTALL = 'npx --yes pnpm@12.21.0 install --frozen-lockfile'
const CREATE = 'make one with: ctlptl apply -f infra/kind/cluster.yaml'

/** @returns first line of what a program prints, or null where it is not there or fails */
function ask(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 })
  return status === 0 ? (stdout.trim().split('\n')[0] ?? '') : null
}

/** @returns the version in what a program prints, or null */
const version = (program, ...args) => /\d+\.\d+(\.\d+)?/.exec(ask(program, ...args) ?? '')?.[0] ?? null

const atLeast = (least) => (found) => {
  const [wanted, actual] = [least, found].map((each) => each.split('.').map(Number))
  const differs = wanted.findIndex((part, index) => part !== (actual[index] ?? 0))
  return differs === -1 || (actual[differs] ?? 0) > wanted[differs]
}

const context = ask('kubectl', 'config', 'current-context')
const cluster = context && ask('kubectl', 'get', '--raw', '/readyz', '--request-timeout=30s') !== null ? context : null
const registry =
  cluster && ask('kubectl', '--namespace', 'kube-public', 'get', 'configmap', 'local-registry-hosting', '-o', 'name')

/** `found` is null where something is missing; without `optional` nothing works then. */
const checks = [
  {
    name: 'node',
    found: process.versions.node,
    fits: atLeast('20'),
    advice: 'install Node 20 or newer: https://nodejs.org',
  },
  {
    name: 'packages',
    found: existsSync(join(import.meta.dirname, '../../node_modules/.bin/node')) ? 'installed' : null,
    advice: INSTALL,
  },
  {
    name: 'pnpm',
    found: version('pnpm', '--version'),
    advice: 'npm install --global pnpm@12.21.0, or write npx --yes pnpm@12.21.0 for it',
    optional: true,
  },
  {
    name: 'docker',
    found: version('docker', 'version', '--format', '{{.Server.Version}}'),
    fits: atLeast('20.10'),
    advice: 'install Docker 20.10 or newer and start it: https://docs.docker.com/get-docker',
  },
  {
    name: 'kubectl',
    found: version('kubectl', 'version', '--client'),
    fits: atLeast('1.30'),
    advice: 'install kubectl 1.30 or newer: https://kubernetes.io/docs/tasks/tools',
  },
  { name: 'tilt', found: version('tilt', 'version'), advice: 'https://docs.tilt.dev/install.html' },
  // Only what makes the cluster; where there is one, nobody asks for them.
  {
    name: 'kind',
    found: version('kind', 'version'),
    fits: atLeast('0.24'),
    advice: 'install kind 0.24 or newer: https://kind.sigs.k8s.io',
    optional: cluster !== null,
  },
  {
    name: 'ctlptl',
    found: version('ctlptl', 'version'),
    advice: 'https://github.com/tilt-dev/ctlptl',
    optional: cluster !== null,
  },
  { name: 'cluster', found: cluster, advice: context ? `${context} does not answer; start it, or ${CREATE}` : CREATE },
  {
    name: 'registry',
    found: registry,
    advice: 'the cluster names none; Tilt then has to load images into it in its own, slower way',
    optional: true,
  },
]

const report = checks.map(({ name, found, fits = () => true, advice, optional = false }) => {
  const good = found !== null && fits(found)
  const mark = good ? '✔' : optional ? '·' : '✘'
  return {
    failed: !good && !optional,
    line: `${mark} ${name.padEnd(9)} ${[found ?? 'missing', ...(good ? [] : [advice])].join(': ')}`,
  }
})
for (const { line } of report) console.log(line)
const failed = report.filter((each) => each.failed).length
if (failed > 0) {
  console.error(`${failed} missing for tilt up.`)
  process.exitCode = 1
}
