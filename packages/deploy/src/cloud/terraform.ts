import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { projectRoot } from '../render-overlay.ts'
import type { CloudEnvironment } from './environment.ts'

const run = promisify(execFile)

/** Where the cloud is described. */
export const terraformFolder = join(projectRoot, 'infra/terraform')

/** The only provider, in the version that `versions.tf` pins. */
const PROVIDER = 'registry.terraform.io/hashicorp/aws/5.100.0'
/** An answer holds the provider's schema, of 14 MB. */
const LARGEST_OUTPUT = 256 * 1024 * 1024

/** Folders that may hold providers: the named one, those that Terraform looks into, and what is installed below /opt. */
const pluginFolders = (): string[] => [
  ...(process.env.LMS_TERRAFORM_PLUGINS ? [process.env.LMS_TERRAFORM_PLUGINS] : []),
  join(homedir(), '.terraform.d/plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
  ...globSync('/opt/*'),
]

/** The folder of providers to run Terraform with; null where either is missing. Nothing is fetched. */
export async function findTerraform(): Promise<{ plugins: string } | null> {
  const plugins = pluginFolders().find((folder) => globSync(join(folder, PROVIDER)).length > 0)
  const installed = await terraform(['version']).then(
    () => true,
    () => false,
  )
  return installed && plugins ? { plugins } : null
}

/**
 * Runs Terraform on `infra/terraform`, away from any state and account.
 *
 * @param dataFolder where it keeps modules and providers, instead of beside the sources
 * @returns what it printed, whatever its exit status
 */
export async function terraform(args: readonly string[], dataFolder?: string): Promise<string> {
  // A settings file that is named but missing would be complained of.
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env
  const env = { ...inherited, CHECKPOINT_DISABLE: '1', ...(dataFolder ? { TF_DATA_DIR: dataFolder } : {}) }
  const failed = (error: { code?: unknown; stdout?: string }) => {
    if (typeof error.code !== 'number' || error.stdout === undefined) throw error
    return { stdout: error.stdout }
  }
  const options = { cwd: terraformFolder, env, maxBuffer: LARGEST_OUTPUT }
  const { stdout } = await run('terraform', [...args], options).catch(failed)
  return stdout
}

/** A resource as it would be made. */
export interface PlannedResource {
  address: string
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: the provider's schema says what it is, and is not ours.
  values: Record<string, any>
}

export interface TestReport {
  /** Each `run` block: pass, fail, error or skip. */
  runs: { name: string; status: string }[]
  /** What was found wrong, for people. */
  problems: string[]
  /** Of the run `environment`: what would be made, and which outputs there would be. */
  resources: PlannedResource[]
  outputs: Record<string, unknown>
}

const Line = z.looseObject({
  type: z.string(),
  '@testrun': z.string().optional(),
  test_run: z.object({ run: z.string(), progress: z.string(), status: z.string().optional() }).optional(),
  diagnostic: z.object({ severity: z.string(), summary: z.string(), detail: z.string().default('') }).optional(),
  test_plan: z
    .object({
      resource_changes: z.array(
        z.object({
          address: z.string(),
          mode: z.string(),
          type: z.string(),
          change: z.object({ after: z.record(z.string(), z.any()).nullable() }),
        }),
      ),
      output_changes: z.record(z.string(), z.object({ after: z.unknown() })).default({}),
    })
    .optional(),
})

/** `terraform test` of some files, with the values of an environment and a mocked provider. */
export async function runTests(
  environment: CloudEnvironment,
  files: readonly string[],
  dataFolder: string,
  verbose = false,
): Promise<TestReport> {
  const filters = files.map((file) => `-filter=tests/${file}`)
  const variables = `-var-file=environments/${environment}.tfvars`
  const output = await terraform(['test', '-json', ...(verbose ? ['-verbose'] : []), variables, ...filters], dataFolder)
  const lines = output.split('\n').flatMap((line) => (line ? [Line.parse(JSON.parse(line))] : []))
  const plan = lines.find((line) => line.test_plan && line['@testrun'] === 'environment')?.test_plan
  return {
    runs: lines.flatMap(({ test_run }) =>
      test_run?.progress === 'complete' ? [{ name: test_run.run, status: test_run.status ?? 'error' }] : [],
    ),
    problems: lines.flatMap(({ diagnostic }) =>
      diagnostic?.severity === 'error' ? [`${diagnostic.summary}: ${diagnostic.detail}`] : [],
    ),
    resources: (plan?.resource_changes ?? []).flatMap(({ address, mode, type, change }) =>
      mode === 'managed' ? [{ address, type, values: change.after ?? {} }] : [],
    ),
    outputs: Object.fromEntries(Object.entries(plan?.output_changes ?? {}).map(([name, { after }]) => [name, after])),
  }
}
