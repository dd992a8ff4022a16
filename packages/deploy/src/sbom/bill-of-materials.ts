import { z } from 'zod'

/** What is read and written of a CycloneDX document; the rest stays as it is. */
export const BillOfMaterials = z.looseObject({
  metadata: z.looseObject({
    component: z.looseObject({ 'bom-ref': z.string(), name: z.string(), version: z.string().optional() }),
  }),
  components: z.array(z.looseObject({ 'bom-ref': z.string(), purl: z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
})
export type BillOfMaterials = z.infer<typeof BillOfMaterials>
