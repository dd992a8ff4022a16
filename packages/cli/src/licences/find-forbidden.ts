import type { LicenceException } from './allowed-licences.ts'
import type { LicensedPackage } from './list-licences.ts'

/** Which licences may be used. */
export interface LicenceRules {
  allowed: ReadonlySet<string>
  exceptions: readonly LicenceException[]
}

/** What is wrong with the licences of packages, or with the exceptions themselves. */
export function findForbidden(packages: readonly LicensedPackage[], { allowed, exceptions }: LicenceRules): string[] {
  const questionable = packages.filter(({ licence }) => !isAllowed(licence, allowed))
  const excepts = (exception: LicenceException, { name, licence }: LicensedPackage) =>
    exception.licence === licence && exception.packages.test(name)
  return [
    ...questionable
      .filter((each) => !exceptions.some((exception) => excepts(exception, each)))
      .map(
        ({ name, versions, licence }) =>
          `${name} ${versions.join(', ')} has the licence "${licence}", which is not on the list. Do without it, or name it in allowed-licences.ts with the reason.`,
      ),
    ...exceptions
      .filter((exception) => !questionable.some((each) => excepts(exception, each)))
      .map(({ packages: pattern, licence }) => `No ${pattern} has the licence "${licence}": take out the exception.`),
  ]
}

/** Whether an SPDX expression leaves a choice of allowed licences alone. What is nested deeper is not read, so not allowed. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((licence) => allowed.has(licence)))
}
