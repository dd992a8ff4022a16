import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DASHBOARDS } from './dashboards/all.ts'
import { queriesOf } from './dashboards/dashboard.ts'
import { ALERTMANAGER, RULE_TESTS, RULES, RUNBOOKS } from './folders.ts'
import { metricsIn } from './metrics-in.ts'
import { canCheckAlerts, runTool } from './programs.ts'
import { alertsOf, readAlertTests, readRuleFiles, rulesOf } from './rule-files.ts'

const SEVERITY_OF: Record<string, string> = { P1: 'critical', P2: 'critical', P3: 'warning', P4: 'info' }
const RUNBOOKS_URL = 'https://docs.example.com/runbooks/'

const PAGES_OF_METRICS = ['observability.md', 'deployment/monitoring.md'].map((page) => join(RUNBOOKS, '..', page))
/** Every dashboard's queries. */
const USED_BY_DASHBOARDS = DASHBOARDS.flatMap((each) => queriesOf(each, {})).flatMap(metricsIn)

const alerts = alertsOf(await readRuleFiles())
const names = [...new Set(alerts.map(({ alert }) => alert))].sort()
const pages = (await readdir(RUNBOOKS)).filter((file) => file !== 'README.md').sort()

test('the deployment guide’s five are among them, as grave as it says', () => {
  const graveness = new Map(alerts.map(({ alert, labels }) => [alert, labels.severity]))
  expect(Object.fromEntries(graveness)).toMatchObject({
    HighErrorRate: 'critical',
    HighLatency: 'warning',
    PodCrashLoop: 'critical',
    DatabaseConnectionFail: 'critical',
    DiskSpaceLow: 'warning',
  })
})

test.each(alerts)('$alert of $labels.priority says how grave it is, and leads to its runbook', (rule) => {
  expect(SEVERITY_OF[rule.labels.priority ?? '']).toBe(rule.labels.severity)
  expect(rule.annotations.runbook_url).toBe(`${RUNBOOKS_URL}${rule.alert}.md`)
})

test.each(names)('%s is made to fire in a test, and to be silent in another', async (name) => {
  const expectations = (await readAlertTests()).filter(({ alertname }) => alertname === name)
  expect(new Set(expectations.map(({ fires }) => fires))).toEqual(new Set([true, false]))
})

test('rules ask for metrics of ours that are documented, for what rules record, and for those of known programs', async () => {
  const rules = rulesOf(await readRuleFiles())
  const recorded = new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])))
  const pages = await Promise.all(PAGES_OF_METRICS.map((page) => readFile(page, 'utf8')))
  const isKnown = (name: string) =>
    name.includes(':')
      ? recorded.has(name)
      : name.startsWith('lms_')
        ? pages.some((page) => new RegExp(`\\b${name.replace(/_(bucket|count|sum)$/, '')}\\b`).test(page))
        : /^(kube|kubelet|node|certmanager|fluentbit)_/.test(name)
  const asked = [...new Set(rules.flatMap(({ expr }) => metricsIn(expr)))]
  expect(asked.filter((name) => !isKnown(name))).toEqual([])
  expect([...recorded].filter((name) => !USED_BY_DASHBOARDS.includes(name) && !asked.includes(name))).toEqual([])
})

describe('runbooks', () => {
  test('there is one for each alert, and none for others', () => {
    expect(pages).toEqual(names.map((name) => `${name}.md`))
  })

  test('the index names each with its priorities', async () => {
    const index = await readFile(join(RUNBOOKS, 'README.md'), 'utf8')
    const rows = [...index.matchAll(/^\| \[(\w+)\]\((\w+)\.md\) \| ([P1-4, ]+) \|/gm)]
    const listed = rows.map(([, title, page, priorities]) => [title, page, (priorities ?? '').split(', ').sort()])
    const wanted = names.map((name) => {
      const priorities = alerts.filter(({ alert }) => alert === name).map(({ labels }) => labels.priority)
      return [name, name, [...new Set(priorities)].sort()]
    })
    expect(listed.sort()).toEqual(wanted)
  })

  test.each(pages)('%s says what it means, what is noticed, where to look, what to do, whom to call', async (page) => {
    const text = await readFile(join(RUNBOOKS, page), 'utf8')
    const parts =
      /^# (\w+)\n\n\*\*Meaning\.\*\* [\s\S]+\n\*\*Effect\.\*\*\s[\s\S]+\n## First look\n[\s\S]+\n## Remedy\n[\s\S]+\n## When to escalate\n[\s\S]+$/
    expect(parts.exec(text)?.[1]).toBe(page.replace('.md', ''))
    expect(text).toMatch(/^ *```(sh|sql|promql)$/m)
  })
})

const checks = await canCheckAlerts()
if (!checks) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('prometheus and prometheus-alertmanager are installed', () =>
    expect(checks).toBe(true),
  )
}

describe.runIf(checks)('by their own programs', () => {
  const yamlIn = async (folder: string) => (await readdir(folder)).map((file) => join(folder, file))

  test('promtool accepts the rules', async () => {
    await runTool('promtool', ['check', 'rules', ...(await yamlIn(RULES))])
  })

  test('promtool’s unit tests pass', async () => {
    await runTool('promtool', ['test', 'rules', ...(await yamlIn(RULE_TESTS))])
  })

  test('amtool accepts Alertmanager’s configuration', async () => {
    await runTool('amtool', ['check-config', ALERTMANAGER])
  })

  const receiverOf = (labels: Record<string, string>) =>
    runTool('amtool', [
      ...['config', 'routes', 'test', `--config.file=${ALERTMANAGER}`],
      ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ])

  test.each(alerts)('$alert of $labels.priority reaches whom its priority says', async ({ alert, labels }) => {
    const receivers: Record<string, string> = { P1: 'page', P2: 'urgent', P3: 'channel', P4: 'tickets' }
    expect(await receiverOf({ alertname: alert, ...labels })).toBe(receivers[labels.priority ?? ''])
  })

  test.each([
    [{ alertname: 'Watchdog', severity: 'none' }, 'heartbeat'],
    [{ alertname: 'KubeNodeNotReady', severity: 'critical' }, 'urgent'],
    [{ alertname: 'KubeNodeNotReady', severity: 'warning' }, 'channel'],
    [{ alertname: 'CPUThrottlingHigh', severity: 'info' }, 'nobody'],
    [{ alertname: 'SomethingElse' }, 'tickets'],
  ])('other people’s alert %o reaches %s', async (labels, receiver) => {
    expect(await receiverOf(labels)).toBe(receiver)
  })
})
