const FIRST_QUERY = `{
  courses(first: 3) {
    nodes {
      title
      instructor { displayName }
      price { decimal currency }
    }
  }
}
`

/** A page to write queries in, self-contained; null where its package was not installed, as in production images. */
export async function loadExplorerPage(): Promise<string | null> {
  try {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
    return renderGraphiQL({ endpoint: '/graphql', title: 'LMS explorer', defaultQuery: FIRST_QUERY })
  } catch {
    return null
  }
}
