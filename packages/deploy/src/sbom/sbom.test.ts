import { beforeAll, describe, expect, test } from 'vitest'
import { DEPLOYED } from '../topology.ts'
import { assertValid } from './assert-valid.ts'
import type { BillOfMaterials } from './bill-of-materials.ts'
import { makeSbom } from './make-sbom.ts'
import { subjectsOf } from './subjects.ts'
import { withoutTools } from './without-tools.ts'

const subjects = subjectsOf('v1.2.3')

test('the product and each image of packages have one', () => {
  expect(subjects.map(({ name }) => name)).toEqual(['lms', ...DEPLOYED.map(({ name }) => `lms/${name}`)])
})

describe('the bill of materials of an image', () => {
  let sbom: BillOfMaterials
  beforeAll(async () => {
    const course = subjects.find(({ name }) => name === 'lms/course-service')
    if (!course) throw new Error('there is no course-service')
    sbom = await makeSbom(course)
  })
  const named = (name: string) => sbom.components.find(({ purl }) => purl.startsWith(`pkg:npm/${name}@`))

  test('is of what runs in production alone, with licences, origins and hashes, and fits CycloneDX’ schema', async () => {
    await assertValid(sbom)
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.7' })
    expect(sbom.metadata.component).toMatchObject({
      type: 'application',
      name: 'lms/course-service',
      version: 'v1.2.3',
    })
    expect(named('fastify')).toMatchObject({
      licenses: [{ license: { id: 'MIT' } }],
      externalReferences: expect.arrayContaining([
        expect.objectContaining({ type: 'distribution', hashes: [{ alg: 'SHA-512', content: expect.any(String) }] }),
      ]),
    })
    for (const used of ['graphql', 'pg', 'kafkajs', 'yaml', '%40prisma/client']) expect(named(used), used).toBeDefined()
    for (const unused of ['vitest', 'typescript', 'maildev', 'stripe', 'prisma'])
      expect(named(unused), unused).toBeUndefined()
  })

  test('is refused with the place where it does not fit the schema', async () => {
    const flawed = { ...sbom, components: [{ 'bom-ref': 'x', purl: 'x', type: 'nonsense', name: 'x' }] }
    await expect(assertValid(flawed)).rejects.toThrow('/components/0/type')
  })
})

test('what only a tool needs goes with the tool, and what others need as well stays', () => {
  const component = (ref: string) => ({ 'bom-ref': ref, purl: ref })
  const [root, client, tool, page, shared] = ['lms@1', '%40db/client@1', 'tool@1', 'page@1', 'shared@1'].map(
    (each) => `pkg:npm/${each}`,
  ) as [string, string, string, string, string]
  const sbom = {
    metadata: { component: { 'bom-ref': root, name: 'lms' } },
    components: [client, tool, page, shared].map(component),
    dependencies: [
      { ref: root, dependsOn: [client, shared] },
      { ref: client, dependsOn: [tool] },
      { ref: tool, dependsOn: [page, shared] },
    ],
  }
  const kept = withoutTools(sbom, { '@db/client': ['tool'] })
  expect(kept.components.map(({ purl }) => purl)).toEqual([client, shared])
  expect(kept.dependencies.map(({ ref }) => ref)).toEqual([root, client])
})
