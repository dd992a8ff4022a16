import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import type { BillOfMaterials } from './bill-of-materials.ts'

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7)

/** @throws where a document is not what CycloneDX' own schema says, with the places */
export async function assertValid(sbom: BillOfMaterials): Promise<void> {
  const flaws = await validator.validate(JSON.stringify(sbom))
  if (flaws !== null)
    throw new Error(`The bill of materials of ${sbom.metadata.component.name} is not valid: ${JSON.stringify(flaws)}`)
}
