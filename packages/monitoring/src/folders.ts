import { join } from 'node:path'
import { projectRoot } from '@lms/deploy/render-overlay'

/** What watches the product. */
export const MONITORING = join(projectRoot, 'infra/monitoring')
export const RULES = join(MONITORING, 'prometheus/rules')
export const RULE_TESTS = join(MONITORING, 'prometheus/tests')
export const PROMETHEUS_RULES = join(MONITORING, 'prometheus/prometheus-rules.yaml')
export const ALERTMANAGER = join(MONITORING, 'alertmanager/alertmanager.yaml')
export const GRAFANA = join(MONITORING, 'grafana')
export const COLLECTOR = join(MONITORING, 'otel-collector/collector.yaml')
export const FLUENT_BIT = join(MONITORING, 'fluent-bit/fluent-bit.yaml')
export const LOG_INDEX = join(MONITORING, 'elasticsearch/lms-logs.json')
/** What tells of backups, on a machine or, as a CronJob, beside AWS. */
export const BACKUP = join(MONITORING, 'backup')
/** A page for each alert. */
export const RUNBOOKS = join(projectRoot, 'docs/runbooks')
/** Values of other people's charts. */
export const HELM = join(projectRoot, 'infra/helm')
