import { NUMBER } from '../load/load.ts'

const FRAGMENTS = `
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }`

/** The query of the public benchmark: six levels over four subgraphs, an answer of some 86 kB. */
const LARGE_FIELDS = `
  users { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }`

const SMALL_FIELDS = 'topProducts(first: 5) { name price reviews { id body } }'

/** One entity hop, an answer of some 3.8 kB. */
export const SMALL_QUERY = `query Small { ${SMALL_FIELDS} }`

/** Of the shop. */
export const queries = {
  large: `query Large { ${LARGE_FIELDS}\n}\n${FRAGMENTS}`,
  small: SMALL_QUERY,
}

/**
 * The same queries as documents that nobody has seen before. What differs needs no subgraph, so that these can answer from
 * memory all the same.
 */
export const unseenQueries = {
  large: `query Large { n${NUMBER}: __typename ${LARGE_FIELDS}\n}\n${FRAGMENTS}`,
  small: `query Small { n${NUMBER}: __typename ${SMALL_FIELDS} }`,
}
