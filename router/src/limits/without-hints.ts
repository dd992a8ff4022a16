import { GraphQLError } from 'graphql'

/** An error of graphql-js without "Did you mean …?", which names what the schema has to people who may not see it. */
export const withoutHints = ({ message, nodes, source, positions, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message.replace(/ Did you mean [^?]*\?/g, ''), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions,
  })
