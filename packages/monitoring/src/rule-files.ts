import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { RULE_TESTS, RULES } from './folders.ts'

const recording = z.strictObject({ record: z.string(), expr: z.string() })
const alert = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
})
const ruleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(z.union([recording, alert])) })),
})
const testFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) })),
    }),
  ),
})

export type AlertRule = z.infer<typeof alert>
export type RecordingRule = z.infer<typeof recording>

/** A file of rules as Prometheus reads it. */
export interface RuleFile {
  /** Of the file, without its ending. */
  name: string
  content: z.infer<typeof ruleFile>
}

/** All rules of the product, by file. */
export async function readRuleFiles(): Promise<RuleFile[]> {
  return Promise.all(
    (await filesIn(RULES)).map(async (file) => ({
      name: file.replace('.yaml', ''),
      content: ruleFile.parse(parse(await readFile(join(RULES, file), 'utf8'))),
    })),
  )
}

export const rulesOf = (files: readonly RuleFile[]): (AlertRule | RecordingRule)[] =>
  files.flatMap(({ content }) => content.groups.flatMap(({ rules }) => rules))

/** Alerts alone; one name may have several rules. */
export const alertsOf = (files: readonly RuleFile[]): AlertRule[] =>
  rulesOf(files).filter((rule): rule is AlertRule => 'alert' in rule)

/** What promtool's tests expect: which alerts, and whether they fire. */
export async function readAlertTests(): Promise<{ alertname: string; fires: boolean }[]> {
  const files = await Promise.all((await filesIn(RULE_TESTS)).map((file) => readFile(join(RULE_TESTS, file), 'utf8')))
  return files
    .flatMap((text) => testFile.parse(parse(text)).tests)
    .flatMap((each) => each.alert_rule_test)
    .map(({ alertname, exp_alerts }) => ({ alertname, fires: exp_alerts.length > 0 }))
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
