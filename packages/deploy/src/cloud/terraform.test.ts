import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { PRODUCT_IMAGES } from '../images.ts'
import { projectRoot } from '../render-overlay.ts'
import { CONNECTIONS, edgesOf, OUTSIDE } from '../topology.ts'
import { type CloudEnvironment, ENVIRONMENTS } from './environment.ts'
import { statementsOf } from './iam-statements.ts'
import { OverlayOutputs, StoreOutputs } from './outputs.ts'
import { findTerraform, type PlannedResource, runTests, type TestReport, terraform } from './terraform.ts'

const found = await findTerraform()
if (!found) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('terraform and its provider are installed', () =>
    expect(found).not.toBe(null),
  )
}

/** What can only be allowed for everything of an account: looking. */
const LOOKING = /^(autoscaling:Describe\w+|ec2:(Describe|Get)\w+|route53:ListHostedZonesByName)$/

describe.runIf(found)('infra/terraform', () => {
  let folder: string
  let formatting: string
  let validation: string
  let modules: TestReport
  const reports = new Map<string, TestReport>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-terraform-'))
    const init = ['init', '-backend=false', '-input=false', '-lockfile=readonly', `-plugin-dir=${found?.plugins}`]
    await terraform(init, folder)
    formatting = await terraform(['fmt', '-check', '-recursive', '-list=true'], folder)
    const plan = async (environment: CloudEnvironment) => {
      reports.set(environment, await runTests(environment, ['environment.tftest.hcl'], folder, true))
    }
    const checkModules = async () => {
      validation = await terraform(['validate', '-json', '-no-tests'], folder)
      modules = await runTests(
        'production',
        ['platform', 'data', 'refusals'].map((name) => `${name}.tftest.hcl`),
        folder,
      )
    }
    // Two at a time: each process loads the provider, which takes longer than all that it checks.
    await Promise.all([plan('production').then(() => plan('staging')), checkModules()])
  }, 300_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const report = (environment: string): TestReport => {
    const known = reports.get(environment)
    if (!known) throw new Error(`${environment} was not planned`)
    return known
  }
  const valuesOf = (environment: string, type: string) =>
    report(environment)
      .resources.filter((resource) => resource.type === type)
      .map(({ values }) => values)

  test('is formatted and valid', () => {
    expect(formatting).toBe('')
    expect(JSON.parse(validation)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 })
  })

  test('keeps what its own tests say', () => {
    expect(modules.problems).toEqual([])
    expect(modules.runs.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'network',
        'cluster',
        'edge',
        'firewall',
        'database',
        'cache',
        'events',
        'bucket',
        'files',
        'backup',
      ]),
    )
    const all = [modules, ...reports.values()].flatMap(({ runs }) => runs)
    expect(all.filter(({ status }) => status !== 'pass')).toEqual([])
  })

  describe.each(ENVIRONMENTS)('%s', (environment) => {
    test('can be planned, and gives every output that commands read', () => {
      const { problems, resources, outputs } = report(environment)
      expect(problems).toEqual([])
      expect(resources.length).toBeGreaterThan(150)
      expect(OverlayOutputs.parse(outputs.overlay)).toBeTruthy()
      expect(StoreOutputs.parse(outputs.store)).toBeTruthy()
    })

    test('nothing is open to the world, and what keeps data only to the cluster', () => {
      const rules = report(environment).resources.filter(({ type }) => type.includes('ingress_rule'))
      expect(rules.length).toBeGreaterThanOrEqual(5)
      for (const { address, values } of rules) {
        expect([values.cidr_ipv4, values.cidr_ipv6], address).toEqual([null, null])
        expect(values.from_port, address).toBe(values.to_port)
      }
      const inline = valuesOf(environment, 'aws_security_group').filter(({ ingress }) => ingress?.length > 0)
      expect([...inline, ...valuesOf(environment, 'aws_security_group_rule')]).toEqual([])
      const ports = rules
        .filter(({ address }) => /^module\.(database|cache|events)\./.test(address))
        .map(({ values }) => values.from_port)
      const wanted = edgesOf(environment).filter(({ to }) => to === 'private network')
      expect(new Set(ports)).toEqual(new Set(wanted.map(({ port }) => port)))
    })

    test('every store is encrypted by a key of the environment', () => {
      const keys: [string, string][] = [
        ['aws_db_instance', 'kms_key_id'],
        ['aws_elasticache_replication_group', 'kms_key_id'],
        ['aws_cloudwatch_log_group', 'kms_key_id'],
        ['aws_secretsmanager_secret', 'kms_key_id'],
        ['aws_backup_vault', 'kms_key_arn'],
        ['aws_db_instance_automated_backups_replication', 'kms_key_id'],
      ]
      for (const [type, key] of keys) {
        const all = valuesOf(environment, type)
        expect(all.length, type).toBeGreaterThan(0)
        for (const values of all) expect(values[key], type).toMatch(/^arn:aws:kms:/)
      }
      for (const values of valuesOf(environment, 'aws_ecr_repository')) {
        expect(values).toMatchObject({
          image_tag_mutability: 'IMMUTABLE',
          encryption_configuration: [{ encryption_type: 'KMS' }],
        })
      }
      for (const values of valuesOf(environment, 'aws_kms_key')) expect(values.enable_key_rotation).toBe(true)
      const buckets = valuesOf(environment, 'aws_s3_bucket').length
      for (const aspect of ['public_access_block', 'server_side_encryption_configuration', 'versioning', 'policy']) {
        expect(valuesOf(environment, `aws_s3_bucket_${aspect}`), aspect).toHaveLength(buckets)
      }
    })

    test('everything can be brought back for 30 days, from both regions', () => {
      const [plan] = valuesOf(environment, 'aws_backup_plan')
      const { lifecycle, copy_action } = plan?.rule[0] ?? {}
      const files = report(environment).resources.filter(({ address }) =>
        /^module\.files_\w+\.aws_s3_bucket_lifecycle_configuration/.test(address),
      )
      expect({
        copies: copy_action.flatMap(
          (copy: { lifecycle: { delete_after: number }[] }) => copy.lifecycle[0]?.delete_after,
        ),
        files: files.map(({ values }) => values.rule[0].noncurrent_version_expiration[0].noncurrent_days),
        locks: valuesOf(environment, 'aws_backup_vault_lock_configuration').map((lock) => lock.min_retention_days),
        snapshots: lifecycle[0].delete_after,
        toTheSecond: valuesOf(environment, 'aws_db_instance').flatMap((server) =>
          server.replicate_source_db ? [] : server.backup_retention_period,
        ),
        toTheSecondElsewhere: valuesOf(environment, 'aws_db_instance_automated_backups_replication').map(
          (copy) => copy.retention_period,
        ),
      }).toEqual({
        copies: [30],
        files: [30, 30],
        locks: [30, 30],
        snapshots: 30,
        toTheSecond: [30],
        toTheSecondElsewhere: [30],
      })
    })

    test('no role may do more than its work', () => {
      const policies = report(environment).resources.filter(({ type }) => type === 'aws_iam_role_policy')
      expect(policies.length).toBeGreaterThanOrEqual(7)
      for (const { address, values } of policies) {
        for (const { Action, Resource } of statementsOf(values.policy)) {
          for (const action of [Action].flat()) expect(action, address).toMatch(/^[a-z0-9]+:[A-Z]\w+$/)
          if ([Resource].flat().includes('*')) for (const action of [Action].flat()) expect(action).toMatch(LOOKING)
        }
      }
      const files = policies.find(({ address }) => address.includes('["file-service"]'))
      expect(statementsOf(files?.values.policy).map(({ Action, Resource }) => [Action, Resource])).toEqual([
        [['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], ['arn:aws:s3:::files/*']],
        [['s3:ListBucket'], ['arn:aws:s3:::files']],
        [['kms:Decrypt', 'kms:GenerateDataKey'], [expect.stringMatching(/^arn:aws:kms:us-east-1:/)]],
      ])
    })

    test('a role is for one service account, by its token, or for one service of AWS', () => {
      const subjects = valuesOf(environment, 'aws_iam_role').flatMap(({ assume_role_policy }) => {
        const [statement, ...others] = statementsOf(assume_role_policy)
        expect(others).toEqual([])
        if (JSON.stringify(statement?.Principal).includes('Service')) return []
        const { StringEquals = {} } = statement?.Condition ?? {}
        expect(Object.entries(StringEquals).find(([key]) => key.endsWith(':aud'))?.[1]).toBe('sts.amazonaws.com')
        return Object.entries(StringEquals).flatMap(([key, value]) => (key.endsWith(':sub') ? [value] : []))
      })
      expect(subjects.sort()).toEqual([
        'system:serviceaccount:cert-manager:cert-manager',
        'system:serviceaccount:external-secrets:external-secrets',
        'system:serviceaccount:kube-system:aws-node',
        'system:serviceaccount:kube-system:cluster-autoscaler',
        'system:serviceaccount:kube-system:ebs-csi-controller-sa',
        'system:serviceaccount:lms:file-service',
        'system:serviceaccount:monitoring:backup-metrics',
      ])
    })

    test('names, numbers and ports are those of the product', async () => {
      const repositories = valuesOf(environment, 'aws_ecr_repository').map(({ name }) => name)
      expect(repositories.sort()).toEqual(PRODUCT_IMAGES.map(({ name }) => `lms/${name}`).sort())
      const [parameters] = valuesOf(environment, 'aws_db_parameter_group')
      const connections = parameters?.parameter.find(({ name }: { name: string }) => name === 'max_connections')
      expect(Number(connections?.value)).toBe(CONNECTIONS.most)
      const [network] = valuesOf(environment, 'aws_vpc')
      expect(network?.cidr_block).toMatch(/^10\./)
      expect(OUTSIDE['private network'].cidr).toBe('10.0.0.0/8')
      const [target] = valuesOf(environment, 'aws_lb_target_group')
      const ingress = parse(await readFile(join(projectRoot, 'infra/helm/nginx-ingress-aws.yaml'), 'utf8')).controller
      expect(ingress.service.httpsPort.nodePort).toBe(target?.port)
      expect(ingress.healthStatusURI).toBe(target?.health_check[0].path)
      expect(target?.protocol).toBe('HTTPS')
    })

    test('the firewall counts requests, but not the opening of sockets', () => {
      const [firewall] = valuesOf(environment, 'aws_wafv2_web_acl')
      const rate = firewall?.rule.find(({ name }: { name: string }) => name === 'requests-per-address')
      const [limit] = rate.statement[0].rate_based_statement
      expect(limit).toMatchObject({ limit: 10_000, evaluation_window_sec: 300, aggregate_key_type: 'IP' })
      const matches = limit.scope_down_statement[0].not_statement[0].statement[0].and_statement[0].statement
      const exempt = matches.map(({ byte_match_statement: [match] }: PlannedResource['values']) => [
        Object.entries(match?.field_to_match[0] ?? {}).find(([, value]) => (value as unknown[])?.length > 0)?.[0],
        match?.positional_constraint,
        match?.search_string,
      ])
      expect(exempt.sort()).toEqual([
        ['method', 'EXACTLY', 'GET'],
        ['single_header', 'EXACTLY', 'websocket'],
        ['uri_path', 'EXACTLY', '/graphql'],
      ])
    })
  })

  test('production survives the loss of a zone; staging differs by values alone', () => {
    expect(valuesOf('production', 'aws_nat_gateway')).toHaveLength(3)
    expect(valuesOf('staging', 'aws_nat_gateway')).toHaveLength(1)
    const types = (environment: string) => new Set(report(environment).resources.map(({ type }) => type))
    expect(types('staging')).toEqual(types('production'))
  })
})
