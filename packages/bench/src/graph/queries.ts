const FRAGMENTS = `
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }`

/** Six levels over four subgraphs, an answer of some 80 kB. */
export const LARGE_QUERY = `query Large {
  users { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
  topProducts { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
${FRAGMENTS}`

/** One entity hop, an answer of some 2 kB. */
export const SMALL_QUERY = `query Small { topProducts(first: 5) { name price reviews { id body } } }`
