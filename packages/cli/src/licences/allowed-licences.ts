/** Licences (SPDX) that ask for no more than to be named. */
export const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

export interface LicenceException {
  packages: RegExp
  /** As the packages state it; another one is no exception. */
  licence: string
  /** Why they may be used all the same. */
  reason: string
}

export const LICENCE_EXCEPTIONS: readonly LicenceException[] = [
  {
    packages: /^@apollo\/(composition|federation-internals|gateway|query-graphs|query-planner)$/,
    licence: 'Elastic-2.0',
    reason: 'run as a part of the product, which is not offered to others as a hosted gateway',
  },
  {
    packages: /^lightningcss(-|$)/,
    licence: 'MPL-2.0',
    reason: 'comes with Vitest, unchanged; in no image',
  },
  {
    packages: /^caniuse-lite$/,
    licence: 'CC-BY-4.0',
    reason: 'data that comes with the code generator, and that nothing here shows; in no image',
  },
  {
    packages: /^elkjs$/,
    licence: 'EPL-2.0',
    reason: "comes with Prisma's commands, unchanged; infra/docker/tools.json keeps them out of the images",
  },
  {
    packages: /^@visx\/vendor$/,
    licence: 'MIT and ISC',
    reason: "both are on the list, though this is no SPDX expression; comes with Prisma's commands",
  },
]
