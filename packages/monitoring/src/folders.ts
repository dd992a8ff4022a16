import { join } from 'node:path'
import { projectRoot } from '@lms/deploy/render-overlay'

/** What watches the product. */
export const MONITORING = join(projectRoot, 'infra/monitoring')
export const RULES = join(MONITORING, 'prometheus/rules')
export const RULE_TESTS = join(MONITORING, 'prometheus/tests')
export const PROMETHEUS_RULES = join(MONITORING, 'prometheus/prometheus-rules.yaml')
export const ALERTMANAGER = join(MONITORING, 'alertmanager/alertmanager.yaml')
export const DASHBOARDS = join(MONITORING, 'grafana')
/** A page for each alert. */
export const RUNBOOKS = join(projectRoot, 'docs/runbooks')
/** Values of other people's charts. */
export const HELM = join(projectRoot, 'infra/helm')
