import { join } from 'node:path'
import { DASHBOARDS } from './dashboards/all.ts'
import { grafanaModel } from './dashboards/grafana-model.ts'
import { GRAFANA, LOG_INDEX, PROMETHEUS_RULES } from './folders.ts'
import { logIndexTemplate } from './log-index.ts'
import { prometheusRules } from './prometheus-rules.ts'
import { readRuleFiles } from './rule-files.ts'

/** What is in infra/monitoring and made from something else, by its path. */
export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([
    [PROMETHEUS_RULES, prometheusRules(await readRuleFiles())],
    [LOG_INDEX, json(logIndexTemplate())],
    ...DASHBOARDS.map((each) => [join(GRAFANA, `${each.name}.json`), json(grafanaModel(each))] as const),
  ])
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`
