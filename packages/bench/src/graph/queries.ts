const FRAGMENTS = `
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }`

/** The query of that benchmark: six levels over four subgraphs, an answer of some 84 kB. */
export const LARGE_QUERY = `query Large {
  users { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
${FRAGMENTS}`

/** One entity hop, an answer of some 3.7 kB. */
export const SMALL_QUERY = `query Small { topProducts(first: 5) { name price reviews { id body } } }`

export const queries = { large: LARGE_QUERY, small: SMALL_QUERY }
